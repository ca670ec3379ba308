// Amendments that succeed, on separate records: a field with an absent variable is unchanged (§3.10, §6.4.1).
//
// Each document has some fields of the input, as literals, as variables and as variables with a default. It
// is sent with three sets of values. The record is read before and after with a plain query. graphql-js
// coerces the arguments: each field in the result has its new value, and every other field has its old one.

import { getArgumentValues, getVariableValues } from 'graphql';
import { newPatient } from '../clients/support.js';
import { parsed } from './ast.js';
import { verdictOf } from './compare.js';
import { unique } from './generate/leaves.js';
import { Random } from './random.js';

const SENDINGS = 3;
const ADDRESSES = [['1 Oracle Street'], ['2 Oracle Street', 'Cardiff'], ['3 Oracle Street']];
const POSTCODES = ['CF10 1EP', 'SW1A 1AA', 'M1 1AE'];

// An input field: its type, values in the form of the response, and the value after null, if it is nullable.
const field = (type, values, cleared) => ({ type, values, cleared });

// The types of records: how to add and read one, and its fields for amendment. Unique fields such as `code`
// are excluded.
function kindsOf({ ids }) {
  const posts = ids.Organisation.map((organisationId) => [
    { organisationId, startsOn: '2026-01-01', endsOn: '2026-12-31' },
  ]);
  return [
    {
      type: 'Patient',
      add: ['registerPatient', 'RegisterPatientInput', () => ({ ...newPatient(), email: 'first@example.org' })],
      read: 'name email addressLines postcode dateOfBirth',
      fields: {
        name: field('String', ['Ann Oracle', 'Ben Oracle', 'Zoë Oracle']),
        email: field('String', ['a@example.org', 'b@example.org'], null),
        addressLines: field('[String!]', ADDRESSES, []),
        postcode: field('Postcode', POSTCODES),
        dateOfBirth: field('Date', ['1980-05-17', '1990-01-02']),
      },
    },
    {
      type: 'Organisation',
      add: ['addOrganisation', 'AddOrganisationInput', organisation],
      read: 'name addressLines postcode timeZone kind',
      fields: {
        name: field('String', ['Oracle House', 'Oracle Hall']),
        addressLines: field('[String!]', ADDRESSES, []),
        postcode: field('Postcode', POSTCODES),
        timeZone: field('String', ['Europe/London', 'Europe/Dublin']),
        kind: field('OrganisationKind', ['HOSPITAL', 'PHARMACY', 'OTHER']),
      },
    },
    {
      type: 'Clinician',
      add: [
        'addClinician',
        'AddClinicianInput',
        () => ({ name: unique(), departmentId: ids.Department[0], posts: posts[0] }),
      ],
      read: 'name department { id } posts { startsOn endsOn organisation { id } }',
      fields: {
        name: field('String', ['Dr Ann Oracle', 'Dr Ben Oracle']),
        departmentId: field('ID', ids.Department),
        posts: field('[ClinicianPostInput!]', posts, []),
      },
    },
  ];
}

const organisation = () => {
  const odsCode = `X${Math.floor(Math.random() * 36 ** 7)
    .toString(36)
    .toUpperCase()
    .padStart(7, '0')}`;
  return { name: unique(), odsCode, postcode: 'CF10 1EP', kind: 'HOSPITAL', addressLines: ['0 Oracle Street'] };
};

export class Amendments {
  constructor({ schema, panda, pools, seed }) {
    Object.assign(this, { schema, panda, seed, kinds: kindsOf(pools) });
  }

  // The differences of that many documents, in the format of `report`.
  async examine(documents) {
    for (const kind of this.kinds) kind.id = await this.#added(kind);
    const failed = [];
    for (let index = 0; index < documents; index += 1) {
      const random = new Random(`${this.seed}/amendment/${index}`);
      const one = { name: 'amendment', ...this.#document(random) };
      const differences = [];
      for (const values of one.sequence) differences.push(...(await this.#sent(one, values)));
      if (differences.length > 0) failed.push({ one, differences });
    }
    return failed;
  }

  async #added({ type, add: [name, input, values] }) {
    const text = `mutation ($input: ${input}!) { ${name}(input: $input) { added: ${type.toLowerCase()} { id } } }`;
    return (await this.panda.data(text, { input: values() }))[name].added.id;
  }

  #document(random) {
    const kind = random.pick(this.kinds);
    const declared = ['$id: ID!'];
    const given = ['id: $id'];
    const variables = [];
    for (const [name, it] of Object.entries(kind.fields)) {
      const may = it.cleared === undefined ? it.values : [...it.values, null];
      const form = random.pick(['left out', 'literal', 'variable', 'variable', 'default', 'non-null']);
      if (form === 'left out') continue;
      const literal = () => literalOf(random.pick(may), it.type);
      if (form === 'literal') given.push(`${name}: ${literal()}`);
      if (form === 'literal') continue;
      variables.push({ name, may, isRequired: form === 'non-null', values: it.values });
      const ending = { variable: '', default: ` = ${literal()}`, 'non-null': '!' }[form];
      declared.push(`$${name}: ${it.type}${ending}`);
      given.push(`${name}: $${name}`);
    }
    const selected = `${kind.type.toLowerCase()} { id }`;
    const text = `mutation (${declared.join(', ')}) {\n  amend${kind.type}(input: {${given.join(', ')}}) { ${selected} }\n}`;
    return { kind, text, sequence: Array.from({ length: SENDINGS }, () => valuesOf(variables, kind.id, random)) };
  }

  async #sent({ kind, text }, values) {
    const before = await this.#read(kind);
    const answer = await this.panda.send({ query: text, variables: values });
    const after = await this.#read(kind);
    const expected = { ...before, ...this.#changes(kind, text, values) };
    const verdict = verdictOf(answer);
    const isDone = verdict === 'executed' && answer.body.errors === undefined;
    if (isDone && JSON.stringify(after) === JSON.stringify(expected)) return [];
    const wrong = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(expected[name]));
    const difference = isDone ? `the record differs at ${wrong}` : `an amendment was not carried out: ${verdict}`;
    return [
      { entry: { values }, difference, expected: { before, after: expected }, actual: { after, answer: answer.body } },
    ];
  }

  // The fields in the request, by graphql-js.
  #changes(kind, text, values) {
    const [operation] = parsed(text).definitions;
    const { coerced } = getVariableValues(this.schema, operation.variableDefinitions, values);
    const [node] = operation.selectionSet.selections;
    const definition = this.schema.getMutationType().getFields()[node.name.value];
    const { id: _id, ...input } = getArgumentValues(definition, node, coerced).input;
    const entries = Object.entries(input);
    return Object.fromEntries(entries.map(([name, value]) => [name, value ?? kind.fields[name].cleared]));
  }

  // The record in the form of the input, with the fields of a post in the order of the schema.
  async #read({ type, id, read, fields }) {
    const text = `query ($id: ID!) { node(id: $id) { ... on ${type} { ${read} } } }`;
    const { node } = await this.panda.data(text, { id });
    const asInput = {
      departmentId: () => node.department.id,
      posts: () =>
        node.posts.map(({ endsOn, startsOn, organisation: { id: organisationId } }) => ({
          endsOn,
          organisationId,
          startsOn,
        })),
    };
    return Object.fromEntries(Object.keys(fields).map((name) => [name, asInput[name]?.() ?? node[name]]));
  }
}

function valuesOf(variables, id, random) {
  const values = { id };
  for (const { name, may, isRequired, values: some } of variables) {
    if (isRequired) values[name] = random.pick(some);
    else if (random.chance(0.5)) values[name] = random.pick(may);
  }
  return values;
}

function literalOf(value, type) {
  if (type === 'OrganisationKind') return value;
  // Field names are not strings in GraphQL.
  return JSON.stringify(value).replace(/"(\w+)":/g, '$1: ');
}
