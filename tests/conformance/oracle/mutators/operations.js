// Faulty operations, and faulty definitions beside them (§5.1, §5.2).

import * as ast from '../ast.js';

function add(bench, text, at = 'push') {
  bench.tree.definitions[at](...ast.parsed(text).definitions);
  return true;
}

// Names the operations, so that others can be added.
function named(bench) {
  const unnamed = bench.sites.operations.filter(({ name }) => !name);
  unnamed.forEach((it, index) => (it.name = ast.name(`Named${index}`)));
  return true;
}

const DEFINITIONS = [
  'type X { a: Int }',
  'scalar X',
  'extend type Query { a: Int }',
  'directive @x on FIELD',
  'schema { query: Query }',
  'enum X { A }',
];

export const operationMutators = {
  'duplicate operation name': (bench) => {
    named(bench);
    bench.tree.definitions.push(ast.copy(bench.operation));
    return true;
  },
  'two operations of one name and different kinds': (bench) => {
    named(bench);
    const kind = bench.rootType === 'Query' ? 'mutation' : 'query';
    return add(bench, `${kind} ${bench.operation.name.value} { __typename }`);
  },
  'anonymous operation beside others': (bench) => add(bench, '{ __typename }', bench.random.pick(['push', 'unshift'])),
  'two anonymous operations': (bench) => {
    for (const it of bench.sites.operations) it.name = undefined;
    return add(bench, '{ __typename }');
  },
  'operation of a kind that the schema lacks': (bench) => {
    return named(bench) && add(bench, 'subscription Other { __typename }');
  },
  'definition of the type system': (bench) => add(bench, bench.random.pick(DEFINITIONS)),
  'fault in another operation': (bench) => {
    return (
      named(bench) &&
      add(
        bench,
        bench.random.pick([
          'query Other { noSuchField }',
          'query Other { node }',
          'query Other { departments(first: 2147483648) { totalCount } }',
          'query Other { departments(first: "1") { totalCount } }',
          'query Other { department(by: {id: "x", code: "y"}) { id } }',
          'query Other($z: Int!) { node(id: $z) { id } }',
          'query Other($z: Int = 2147483648) { departments(first: $z) { totalCount } }',
          'query Other { viewer { x: id x: role } }',
          'query Other { viewer { id @skip } }',
          'mutation Other { addDepartment(input: {code: "x"}) { department { id } } }',
        ]),
      )
    );
  },
  'unknown root field of a mutation beside a known one': (bench) => {
    if (bench.rootType !== 'Mutation') return undefined;
    bench.operation.selectionSet.selections.push(ast.field('noSuchMutation'));
    return true;
  },
  'valid mutation before one with a fault': (bench) => {
    if (bench.rootType !== 'Mutation') return undefined;
    const text = 'mutation ($n: String) { z: removeDepartment(input: {id: $n}) { removedId } }';
    const { variableDefinitions, selectionSet } = ast.parsed(text).definitions[0];
    bench.operation.variableDefinitions.push(...variableDefinitions);
    bench.operation.selectionSet.selections.push(...selectionSet.selections);
    return true;
  },
};
