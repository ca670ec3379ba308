// Faulty fragments (§5.5).

import { isInterfaceType, isObjectType } from 'graphql';
import * as ast from '../ast.js';

const typename = () => ast.field('__typename');

function define(bench, ...fragments) {
  bench.tree.definitions.push(...fragments);
  return true;
}

// A type that has no possible object in common with another.
function stranger(bench, type) {
  const all = Object.values(bench.schema.getTypeMap()).filter((it) => isObjectType(it) && !it.name.startsWith('__'));
  const others = all.filter((it) => it !== type && !(isInterfaceType(type) && it.getInterfaces().includes(type)));
  return bench.random.pick(others).name;
}

const aSet = (bench) => bench.one('sets', ({ type }) => type);

function inline(bench, condition) {
  const site = aSet(bench);
  site.node.selections.push(ast.inlineFragment(condition(site.type), [typename()]));
  return true;
}

function spreadOf(bench, name) {
  aSet(bench).node.selections.push(ast.spread(name));
  return true;
}

export const fragmentMutators = {
  'unknown type in an inline fragment': (bench) => inline(bench, () => 'NoSuchType'),
  'unknown type of a fragment': (bench) =>
    spreadOf(bench, 'Odd') && define(bench, ast.fragment('Odd', 'NoSuchType', [typename()])),
  'inline fragment on a type without fields': (bench) =>
    inline(bench, () => bench.random.pick(['String', 'Role', 'PatientBy', 'Date'])),
  'fragment on a type without fields': (bench) => {
    return (
      spreadOf(bench, 'Odd') &&
      define(bench, ast.fragment('Odd', bench.random.pick(['ID', 'Weekday', 'PeriodInput']), [typename()]))
    );
  },
  'impossible inline fragment': (bench) => inline(bench, (type) => stranger(bench, type)),
  'impossible fragment spread': (bench) => {
    const site = aSet(bench);
    site.node.selections.push(ast.spread('Odd'));
    return define(bench, ast.fragment('Odd', stranger(bench, site.type), [typename()]));
  },
  'impossible fragment between objects of Node': (bench) => {
    const isNode = ({ type }) => isObjectType(type) && type.getInterfaces().length > 0;
    const site = bench.one('sets', isNode);
    if (!site) return undefined;
    const other = site.type.name === 'Patient' ? 'Clinician' : 'Patient';
    site.node.selections.push(ast.inlineFragment('Node', [ast.inlineFragment(other, [typename()])]));
    const direct = ast.inlineFragment(other, [ast.field('id')]);
    if (bench.random.chance(0.9)) site.node.selections.push(direct);
    return true;
  },
  'undefined fragment': (bench) => spreadOf(bench, 'NoSuchFragment'),
  'unused fragment': (bench) => define(bench, ast.fragment('Unused', 'Query', [typename()])),
  'fragments that only use each other': (bench) => {
    return define(bench, ast.fragment('X', 'Query', [ast.spread('Y')]), ast.fragment('Y', 'Query', [typename()]));
  },
  'duplicate fragment name': (bench) => {
    const fragment = bench.one('fragments', () => true);
    if (!fragment) return undefined;
    return define(bench, ast.copy(fragment));
  },
  'fragment that spreads itself': (bench) => {
    const site = aSet(bench);
    site.node.selections.push(ast.spread('Self'));
    return define(bench, ast.fragment('Self', site.type.name, [typename(), ast.spread('Self')]));
  },
  'fragments that spread each other': (bench) => {
    const site = aSet(bench);
    const { name } = site.type;
    site.node.selections.push(ast.spread('X'));
    const third = ast.fragment('Z', name, [ast.inlineFragment(undefined, [ast.spread('X')])]);
    return define(bench, ast.fragment('X', name, [ast.spread('Y')]), ast.fragment('Y', name, [ast.spread('Z')]), third);
  },
  'cycle of fragments that are not used': (bench) => define(bench, ast.fragment('Self', 'Query', [ast.spread('Self')])),
  'fault in a fragment': (bench) => {
    const site = aSet(bench);
    site.node.selections.push(ast.spread('Bad'));
    return define(bench, ast.fragment('Bad', site.type.name, [ast.field('noSuchField')]));
  },
};
