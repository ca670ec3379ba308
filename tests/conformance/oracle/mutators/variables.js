// Faulty variables: definitions, defaults and positions of use (§5.8).

import * as ast from '../ast.js';

// Adds a variable, and selections or fields that use it, at the root of a query.
function used(bench, definition, text) {
  if (bench.rootType !== 'Query') return undefined;
  const { operation } = bench;
  const added = ast.parsed(`query (${definition}) ${text}`).definitions[0];
  operation.variableDefinitions.push(...added.variableDefinitions);
  operation.selectionSet.selections.push(...added.selectionSet.selections);
  return true;
}

const any =
  (...cases) =>
  (bench) =>
    used(bench, ...bench.random.pick(cases));

function define(bench, text) {
  const { variableDefinitions } = ast.parsed(`query (${text}) { __typename }`).definitions[0];
  bench.operation.variableDefinitions.push(...variableDefinitions);
  return true;
}

const DEPARTMENTS = '{ z: departments(first: $z) { totalCount } }';
const BY = '{ z: patient(by: $z) { id } }';

export const variableMutators = {
  'undefined variable': (bench) => {
    const site = bench.one('variables');
    if (!site) return undefined;
    site.owner.variableDefinitions = site.owner.variableDefinitions.filter((it) => it !== site.node);
    return true;
  },
  'undefined variable in a fragment': (bench) => {
    bench.operation.selectionSet.selections.push(ast.spread('Using'));
    bench.tree.definitions.push(
      ast.fragment('Using', bench.rootType, ast.selectionsOf('{ __typename @skip(if: $nowhere) }')),
    );
    return true;
  },
  'variable that only another operation defines': (bench) => {
    const isNamed = bench.sites.operations.every(({ name }) => name);
    if (!isNamed) return undefined;
    const text =
      'query One($z: Boolean!) { ...Using } query Two { ...Using } fragment Using on Query { __typename @skip(if: $z) }';
    bench.tree.definitions.push(...ast.parsed(text).definitions);
    return true;
  },
  'unused variable': (bench) => define(bench, '$unused: Int'),
  'unused variable with a default': (bench) => define(bench, '$unused: [ID!] = ["x"]'),
  'variable that is used in an unused fragment': (bench) => {
    bench.tree.definitions.push(ast.fragment('Lost', 'Query', ast.selectionsOf('{ __typename @skip(if: $unused) }')));
    return define(bench, '$unused: Boolean!');
  },
  'duplicate variable': (bench) => {
    const site = bench.one('variables');
    if (!site) return undefined;
    site.owner.variableDefinitions.push(ast.copy(site.node));
    return true;
  },
  'variable of an unknown type': any(['$z: NoSuchType', DEPARTMENTS], ['$z: [NoSuchType!]', DEPARTMENTS]),
  'variable of an output type': any(['$z: Patient', BY], ['$z: Node!', BY], ['$z: [Query]', BY]),
  'nullable variable at a non-null position': any(
    ['$z: PatientBy', BY],
    ['$z: ID', '{ z: node(id: $z) { id } }'],
    ['$z: [ID!]', '{ z: nodes(ids: $z) { id } }'],
    ['$z: [ID]!', '{ z: nodes(ids: $z) { id } }'],
    ['$z: ID = null', '{ z: node(id: $z) { id } }'],
    ['$z: PatientOrderField', '{ z: patients(first: 1, orderBy: {field: $z}) { totalCount } }'],
    ['$z: Date', '{ z: missedAppointments(period: {from: $z, until: "2026-01-01"}) { asOf } }'],
  ),
  'variable of a wrong type': any(
    ['$z: Int!', '{ z: node(id: $z) { id } }'],
    ['$z: String!', '{ z: node(id: $z) { id } }'],
    ['$z: ID', '{ z: departments(first: 1, after: $z) { totalCount } }'],
    ['$z: Float', DEPARTMENTS],
    ['$z: String', DEPARTMENTS],
    ['$z: DepartmentBy!', BY],
    ['$z: PatientOrder', '{ z: departments(first: 1, orderBy: $z) { totalCount } }'],
    ['$z: String', '{ z: errorCatalogue(locale: $z) { code } }'],
    [
      '$z: Interval',
      '{ z: missedAppointments(period: {from: "2026-01-01", until: "2026-02-01"}, compareWith: $z) { asOf } }',
    ],
  ),
  'list variable at a single position': any(['$z: [Int]', DEPARTMENTS], ['$z: [ID!]!', '{ z: node(id: $z) { id } }']),
  'single variable at a list position': any(
    ['$z: ID!', '{ z: nodes(ids: $z) { id } }'],
    ['$z: AppointmentStatus', '{ z: appointments(first: 1, filter: {status: $z}) { totalCount } }'],
  ),
  'wrong variable in a list literal': any(
    ['$z: ID', '{ z: nodes(ids: [$z]) { id } }'],
    ['$z: Int!', '{ z: nodes(ids: ["x", $z]) { id } }'],
    ['$z: [ID!]!', '{ z: nodes(ids: [$z]) { id } }'],
    ['$z: AppointmentStatus', '{ z: appointments(first: 1, filter: {status: [ACTIVE, $z]}) { totalCount } }'],
  ),
  'wrong variable in an input object': any(
    ['$z: Int', '{ z: patients(first: 1, filter: {search: $z}) { totalCount } }'],
    ['$z: String', '{ z: appointments(first: 1, orderBy: {field: $z}) { totalCount } }'],
    ['$z: String', '{ z: appointments(first: 1, filter: {startsAt: {from: $z}}) { totalCount } }'],
    ['$z: OrderDirection', '{ z: appointments(first: 1, orderBy: {field: $z}) { totalCount } }'],
  ),
  'variable in an unknown input field': any([
    '$z: Int',
    '{ z: patients(first: 1, filter: {noSuchField: $z}) { totalCount } }',
  ]),
  'nullable variable in a oneOf': any(
    ['$z: ID', '{ z: patient(by: {id: $z}) { id } }'],
    ['$z: String', '{ z: department(by: {code: $z}) { id } }'],
    ['$z: ID = null', '{ z: patient(by: {id: $z}) { id } }'],
  ),
  'variable beside another field in a oneOf': any(['$z: ID!', '{ z: patient(by: {id: $z, nhsNumber: "x"}) { id } }']),
  'nullable variable in a directive': any(
    ['$z: Boolean', '{ z: __typename @include(if: $z) }'],
    ['$z: Boolean', '{ z: viewer { role @skip(if: $z) } }'],
    ['$z: Boolean = null', '{ z: viewer { role @skip(if: $z) } }'],
  ),
  'wrong variable in a directive': any(
    ['$z: String!', '{ z: __typename @include(if: $z) }'],
    ['$z: Int!', '{ ... @skip(if: $z) { __typename } }'],
    ['$z: [Boolean!]!', '{ ... on Query @skip(if: $z) { __typename } }'],
  ),
  'default of a wrong type': any(
    ['$z: Int = "1"', DEPARTMENTS],
    ['$z: Int = 1.5', DEPARTMENTS],
    ['$z: Int = ONE', DEPARTMENTS],
    ['$z: PatientBy! = -1', BY],
    ['$z: [ID!]! = ["x", 1.5]', '{ z: nodes(ids: $z) { id } }'],
    [
      '$z: OrderDirection! = "ASC"',
      '{ z: departments(first: 1, orderBy: {field: NAME, direction: $z}) { totalCount } }',
    ],
    [
      '$z: OrderDirection = NO_SUCH',
      '{ z: departments(first: 1, orderBy: {field: NAME, direction: $z}) { totalCount } }',
    ],
    ['$z: Date = 20260101', '{ z: patients(first: 1, filter: {dateOfBirth: $z}) { totalCount } }'],
  ),
  'default out of range': any(['$z: Int = 2147483648', DEPARTMENTS], ['$z: Int! = -2147483649', DEPARTMENTS]),
  'null as the default of a non-null variable': any(
    ['$z: Int! = null', DEPARTMENTS],
    ['$z: ID! = null', '{ z: node(id: $z) { id } }'],
  ),
  'default object with a fault': any(
    ['$z: PatientBy! = {}', BY],
    ['$z: PatientBy! = {id: null}', BY],
    ['$z: PatientBy! = {id: "x", nhsNumber: "y"}', BY],
    ['$z: PatientBy! = {id: "x", id: "y"}', BY],
    ['$z: PatientBy! = {noSuchField: 1}', BY],
    ['$z: PatientOrder = {direction: ASC}', '{ z: patients(first: 1, orderBy: $z) { totalCount } }'],
    ['$z: PatientOrder = {field: null}', '{ z: patients(first: 1, orderBy: $z) { totalCount } }'],
    ['$z: PatientOrder = {field: NAME, direction: null}', '{ z: patients(first: 1, orderBy: $z) { totalCount } }'],
    ['$z: [AppointmentStatus!] = [ACTIVE, null]', '{ z: appointments(first: 1, filter: {status: $z}) { totalCount } }'],
  ),
};
