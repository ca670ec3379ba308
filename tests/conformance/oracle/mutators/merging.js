// Fields with the same response key that cannot be merged (§5.3.2).

import * as ast from '../ast.js';

const one = (text) => ast.selectionsOf(text);
const isLeaf = (it) => it.of && !it.isComposite && !it.node.name.value.startsWith('__');

// A field with a response key, and its selection set.
function keyed(bench, fits) {
  const site = bench.one('fields', fits);
  if (!site) return undefined;
  const set = bench.sites.sets.find(({ node }) => node.selections.includes(site.node));
  return { ...site, set, key: (site.node.alias ?? site.node.name).value };
}

// A leaf of the same set with another name, under the field's response key.
function rival({ node, parent, key }) {
  const other = Object.values(parent.getFields()).find(
    (it) => it.args.length === 0 && it.name !== node.name.value && it.name !== key,
  );
  const name = node.name.value === '__typename' || !other || hasFields(other.type) ? '__typename' : other.name;
  return ast.field(name, { alias: key });
}

const hasFields = (type) => (type.ofType ? hasFields(type.ofType) : typeof type.getFields === 'function');

function addRoot(bench, text, fragments = []) {
  if (bench.rootType !== 'Query') return undefined;
  bench.operation.selectionSet.selections.push(...one(text));
  bench.tree.definitions.push(...fragments.flatMap((it) => ast.parsed(it).definitions));
  return true;
}

function conflict(bench, wrap) {
  const site = keyed(bench, isLeaf);
  if (!site) return undefined;
  site.set.node.selections.push(wrap(rival(site), site, bench));
  return true;
}

// Another argument for a second selection of a field, which is otherwise the same.
function conflictingArguments(bench, change) {
  const site = keyed(bench, (it) => it.definition && it.node.arguments.length > 0);
  if (!site) return undefined;
  const again = ast.copy(site.node);
  change(again, bench);
  const after = bench.random.chance(0.5);
  site.set.node.selections.splice(after ? site.set.node.selections.length : 0, 0, again);
  return true;
}

export const mergingMutators = {
  'conflicting aliases': (bench) => conflict(bench, (field) => field),
  'conflicting alias in an inline fragment': (bench) =>
    conflict(bench, (field) => ast.inlineFragment(undefined, [field])),
  'conflicting alias in a fragment': (bench) => {
    return conflict(bench, (field, { parent }) => {
      bench.tree.definitions.push(ast.fragment('Rival', parent.name, [field]));
      return ast.spread('Rival');
    });
  },
  'conflicting alias in a fragment of a fragment': (bench) => {
    return conflict(bench, (field, { parent }) => {
      bench.tree.definitions.push(ast.fragment('Rival', parent.name, [field]));
      bench.tree.definitions.unshift(ast.fragment('Outer', parent.name, [ast.spread('Rival')]));
      return ast.inlineFragment(parent.name, [ast.spread('Outer')]);
    });
  },
  'conflicting alias of a field that is skipped': (bench) => {
    const skip = ast.directive('skip', [ast.argument('if', ast.literal('true'))]);
    return conflict(bench, (field) => ({ ...field, directives: [skip] }));
  },
  'missing argument in a second selection': (bench) => {
    return conflictingArguments(bench, (again) => void again.arguments.pop());
  },
  'other argument in a second selection': (bench) => {
    return conflictingArguments(bench, (again) => {
      const { value } = bench.random.pick(again.arguments);
      if (value.kind === 'StringValue') value.value += '!';
      else
        Object.assign(value, {
          kind: 'Variable',
          name: ast.name('another'),
          value: undefined,
          values: undefined,
          fields: undefined,
        });
      if (value.kind === 'Variable') bench.operation.variableDefinitions.push(ast.variableDefinition('another', 'ID!'));
    });
  },
  'conflicting subselections': (bench) => {
    const site = keyed(
      bench,
      (it) => it.isComposite && it.parent && it.node.selectionSet?.selections.some((inner) => inner.kind === 'Field'),
    );
    if (!site) return undefined;
    const inner = site.node.selectionSet.selections.find((it) => it.kind === 'Field');
    const key = (inner.alias ?? inner.name).value;
    const name = inner.name.value === '__typename' ? 'id' : '__typename';
    const again = { ...ast.copy(site.node), selectionSet: ast.selectionSet([ast.field(name, { alias: key })]) };
    site.set.node.selections.push(again);
    return true;
  },
  'two patients under one key': (bench) => {
    return addRoot(bench, '{ patient(by: {id: "a"}) { name } ... on Query { patient(by: {id: "b"}) { nhsNumber } } }');
  },
  'two patients under one key, by fragments': (bench) => {
    const fragments = ['fragment P on Query { node(id: "a") { id } }', 'fragment R on Query { node(id: "b") { id } }'];
    return addRoot(bench, '{ ...P ...R }', fragments);
  },
  'two pages under one key, below a repeated field': (bench) => {
    const page = (size) => `x: viewer { patient { appointments(${size}: 1) { totalCount } } }`;
    return addRoot(bench, `{ ${page('first')} ${page('last')} }`);
  },
  'types that differ between objects of Node': (bench) => {
    return addRoot(
      bench,
      bench.random.pick([
        '{ x: node(id: "a") { ... on Patient { y: name } ... on Clinician { y: version } } }',
        '{ x: node(id: "a") { ... on Patient { y: email } ... on Clinician { y: name } } }',
        '{ x: node(id: "a") { ... on Patient { y: addressLines } ... on Clinician { y: name } } }',
        '{ x: node(id: "a") { ... on Appointment { y: clinician { id } } ... on Clinician { y: name } } }',
        '{ x: node(id: "a") { ... on Appointment { y: status } ... on User { y: role } } }',
        '{ x: nodes(ids: ["a"]) { ... on Appointment { patient { id } } ... on User { patient { id } } } }',
      ]),
    );
  },
  'subselections that differ between objects of Node': (bench) => {
    return addRoot(
      bench,
      bench.random.pick([
        '{ x: node(id: "a") { ... on Appointment { y: clinician { z: name } } ... on Clinician { y: department { z: version } } } }',
        '{ x: node(id: "a") { ... on Organisation { y: clinicians { totalCount } } ... on Patient { y: appointments { totalCount: __typename } } } }',
      ]),
    );
  },
};
