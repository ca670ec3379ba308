// Documents that are intended to be valid, and values for their variables. graphql-js decides whether they
// are.

import * as ast from '../ast.js';
import { Leaves } from './leaves.js';
import { Selections } from './selections.js';
import { OperationVariables, Values } from './values.js';

// `login` and similar mutations end sessions and are rate-limited. Accounts are not changed.
const MUTATIONS = [
  'addDepartment',
  'addOrganisation',
  'addClinician',
  'registerPatient',
  'amendPatient',
  'amendClinician',
  'amendDepartment',
  'amendOrganisation',
  'amendAppointment',
  'removePatient',
  'removeClinician',
  'removeDepartment',
  'cancelAppointment',
  'attendAppointment',
];

export class Documents {
  constructor({ schema, pools, random }) {
    this.schema = schema;
    this.random = random;
    this.leaves = new Leaves(pools, random);
    this.values = new Values({ leaves: this.leaves, random });
  }

  // A document: its syntax tree, the selected operation, and a generator of values for its variables.
  next(kind) {
    const { random } = this;
    const count = random.weighted([
      [80, 1],
      [15, 2],
      [5, 3],
    ]);
    const operations = Array.from({ length: count }, (_, index) => this.#operation(kind, index, count > 1));
    const definitions = operations.flatMap(({ node, fragments }) => [node, ...fragments]);
    const chosen = random.pick(operations);
    return {
      kind,
      tree: ast.documentOf(random.shuffle(definitions)),
      operationName: count > 1 || random.chance(0.3) ? chosen.node.name?.value : undefined,
      variables: () => chosen.variables.json(),
      // The other operations, which the same text can request.
      others: operations
        .filter((it) => it !== chosen)
        .map(({ node, variables }) => ({ operationName: node.name.value, variables: () => variables.json() })),
    };
  }

  #operation(kind, index, isOneOfSeveral) {
    const { random, schema, values } = this;
    const isMutation = kind === 'mutation';
    const root = isMutation ? schema.getMutationType() : schema.getQueryType();
    const isOfSchema = !isMutation && random.chance(0.05);
    const rootFields = isMutation ? MUTATIONS : Object.keys(root.getFields());
    const variables = new OperationVariables({ values, random });
    const scope = { variables, fragments: [], fragmentCount: 0, prefix: 'ABC'[index], left: 25, aliases: 0 };
    const selections = new Selections({ schema, random, values, rootFields });
    const selected = isOfSchema ? [selections.ofSchema(scope)] : selections.ofRoot(root, scope);
    const isNamed = isOneOfSeveral || random.chance(0.6);
    const name = isNamed
      ? `${random.pick(['Q', 'on', 'query', 'fragment', 'true', '_q'])}${isOneOfSeveral ? index : ''}`
      : undefined;
    const node = ast.operation(kind, name, variables.nodes(), selected);
    const isShorthand = kind === 'query' && !isNamed && node.variableDefinitions.length === 0;
    return { node, variables, isShorthand, fragments: scope.fragments.map((it) => it.node) };
  }
}
