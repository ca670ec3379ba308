// Faulty directives (§5.7).

import * as ast from '../ast.js';

const given = (text) => ast.selectionsOf(`{ x ${text} }`)[0].directives;

// Adds directives to a selection of some kind.
function onSelection(bench, text) {
  const all = bench.sites.sets.flatMap(({ node }) => node.selections);
  bench.random.pick(all).directives.push(...given(text));
  return true;
}

function onTypename(bench, text) {
  const site = bench.one('sets');
  site.node.selections.push(ast.field('__typename', { directives: given(text) }));
  return true;
}

function onDefinition(sites, text) {
  return (bench) => {
    const site = bench.one(sites);
    if (!site) return undefined;
    (site.node ?? site).directives.push(...given(typeof text === 'function' ? text(bench) : text));
    return true;
  };
}

const any = (bench) => bench.random.pick(['@skip(if: false)', '@include(if: true)']);

export const directiveMutators = {
  'unknown directive': (bench) => onSelection(bench, '@noSuchDirective'),
  'unknown directive on __typename': (bench) => onTypename(bench, '@noSuchDirective'),
  'undefined variable in a directive of __typename': (bench) => onTypename(bench, '@skip(if: $nowhere)'),
  'repeated directive': (bench) => onSelection(bench, '@skip(if: false) @skip(if: false)'),
  'repeated directive on __typename': (bench) => onTypename(bench, '@include(if: true) @include(if: true)'),
  'directive without its argument': (bench) => onSelection(bench, bench.random.pick(['@skip', '@include'])),
  'unknown argument of a directive': (bench) => onSelection(bench, '@include(if: true, unless: false)'),
  'duplicate argument of a directive': (bench) => onSelection(bench, '@include(if: true, if: true)'),
  'wrong literal in a directive': (bench) => {
    return onSelection(
      bench,
      bench.random.pick([
        '@skip(if: "true")',
        '@skip(if: 1)',
        '@include(if: null)',
        '@include(if: TRUE)',
        '@skip(if: [true])',
      ]),
    );
  },
  'directive of the type system': (bench) => {
    return onSelection(
      bench,
      bench.random.pick(['@deprecated', '@oneOf', '@specifiedBy(url: "x")', '@deprecated(reason: "x")']),
    );
  },
  'directive on an operation': onDefinition('operations', any),
  'directive on a fragment definition': onDefinition('fragments', any),
  'directive on a variable': onDefinition('variables', any),
  'unknown directive on an operation': onDefinition('operations', '@noSuchDirective'),
  'unknown directive on a variable': onDefinition('variables', '@noSuchDirective'),
  'unknown directive on a fragment definition': onDefinition('fragments', '@noSuchDirective(a: 1)'),
};
