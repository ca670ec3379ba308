// Faulty names, arguments and subselections (§5.3, §5.4, §5.5.1).

import * as ast from '../ast.js';

const isNamed = ({ definition, node }) =>
  definition !== undefined && definition !== null && !node.name.value.startsWith('__');
const isRequired = ({ definition }) =>
  definition && String(definition.type).endsWith('!') && definition.defaultValue === undefined;

function rename(bench, sites, fits, name) {
  const site = bench.one(sites, fits);
  if (!site) return undefined;
  site.node.name = ast.name(name);
  return true;
}

export const nameMutators = {
  'unknown field': (bench) => rename(bench, 'fields', isNamed, 'noSuchField'),
  'field in the wrong case': (bench) => {
    const site = bench.one('fields', isNamed);
    if (!site) return undefined;
    const [first, ...rest] = site.node.name.value;
    site.node.name = ast.name(first.toUpperCase() + rest.join(''));
    return true;
  },
  'field of another type': (bench) => {
    const site = bench.one('fields', (it) => isNamed(it) && !it.isComposite);
    if (!site) return undefined;
    site.node.name = ast.name(
      bench.random.pick(['edges', 'nhsNumber', 'removedId', 'kind', 'accessToken', 'departments']),
    );
    return true;
  },
  'introspection field below the root': (bench) => {
    const site = bench.one('sets', ({ type }) => type && !['Query', 'Mutation'].includes(type.name));
    if (!site) return undefined;
    site.node.selections.push(...ast.selectionsOf('{ __schema { description } }'));
    return true;
  },
  'unknown argument': (bench) => {
    const site = bench.one('fields', isNamed);
    if (!site) return undefined;
    site.node.arguments.push(ast.argument('noSuchArgument', ast.literal('1')));
    return true;
  },
  'argument of __typename': (bench) => {
    const site = bench.one('sets');
    site.node.selections.push(ast.field('__typename', { args: [ast.argument('name', ast.literal('"x"'))] }));
    return true;
  },
  'missing required argument': (bench) => {
    const site = bench.one('args', (it) => it.isOfField && isRequired(it));
    if (!site) return undefined;
    site.owner.arguments = site.owner.arguments.filter((it) => it !== site.node);
    return true;
  },
  'null for a required argument': (bench) => {
    const site = bench.one('args', (it) => it.isOfField && isRequired(it));
    if (!site) return undefined;
    site.node.value = ast.nullValue();
    return true;
  },
  'duplicate argument': (bench) => {
    const site = bench.one('args', (it) => it.isOfField);
    if (!site) return undefined;
    site.owner.arguments.push(ast.copy(site.node));
    return true;
  },
  'missing subselection': (bench) => {
    const site = bench.one('fields', (it) => it.isComposite);
    if (!site) return undefined;
    site.node.selectionSet = undefined;
    return true;
  },
  'subselection on a leaf': (bench) => {
    const site = bench.one('fields', (it) => it.of && !it.isComposite);
    if (!site) return undefined;
    site.node.selectionSet = ast.selectionSet([ast.field(bench.random.pick(['id', '__typename']))]);
    return true;
  },
};
