// Documents in unusual notations that the grammar allows (§2). Each is a function of a bench, like a mutator,
// and keeps the document valid.

import { stripIgnoredCharacters } from 'graphql';
import * as ast from '../ast.js';
import { unique } from './leaves.js';

const named = (value) =>
  `{ departments(first: 2, filter: {search: ${value}}) { totalCount edges { node { id name } } } }`;
const any =
  (...texts) =>
  ({ random }) =>
    random.pick(texts);

// A department with a literal as its name. The plain mutation that follows sends the name as a variable, and
// is refused with IDEMPOTENCY_KEY_REUSED if the literal was parsed differently.
const added =
  (...literals) =>
  ({ random }) => {
    const name = random.pick(literals)(unique());
    const input = `{code: "${unique()}", idempotencyKey: "${unique()}", name: ${name}}`;
    return `mutation { addDepartment(input: ${input}) { department { id name code } } }`;
  };

// Inserts ignored tokens after every token boundary of the printer.
const between =
  (filler) =>
  ({ printed, random }) =>
    printed().replace(/\n\s*/g, () => random.pick(filler));

export const variants = {
  'no ignored characters': ({ printed }) => stripIgnoredCharacters(printed()),
  'comments between tokens': between(['\n# a comment } " \\\n', '#\n', '\n', '\r\n# ünï😀\r']),
  'commas between tokens': between([',', ',,', ' , ', '\n']),
  'tabs and carriage returns': between(['\t', '\r', '\r\n', ' \t ']),
  'byte order marks': ({ printed }) => `\ufeff${printed().replace(/\n/, '\n\ufeff')}`,
  'comment at the end': ({ printed }) => `${printed().trimEnd()} # the end`,
  'escape of a code point': any(named('"\\u{1F600}"'), named('"\\u{61}"'), named('"\\u{0000061}\\u{10FFFF}"')),
  'escapes of characters': any(
    named('"\\u0061"'),
    named('"\\uD83D\\uDE00"'),
    named('"\\"\\\\\\/\\b\\f\\n\\r\\t"'),
    named('"\\u00e9"'),
  ),
  'characters beyond the basic plane': any(named('"😀"'), named('"""😀"""'), named('"𝒳"')),
  'control character in a string': any(named('"a\u0007b"'), named('"""a\u001fb"""'), named('"a\u007fb"')),
  'block string': any(
    named('"""a"""'),
    named('""""""'),
    named('"""\n  a\n    b\n"""'),
    named('"""\r\n\ta\r\n"""'),
    named('""" "a" \\n """'),
  ),
  'empty string': any(named('""'), named('""""""')),
  'block string that is stored': added(
    (id) => `"""${id} \\""" x"""`,
    (id) => `"""\n    ${id}\n      y\n  """`,
    (id) => `"""${id} \\n \\u0041"""`,
    (id) => `"""${id} "quoted" x"""`,
    (id) => `"""${id} \\"""\\""" z"""`,
  ),
  'escapes that are stored': added(
    (id) => `"${id} \\u{1F600}"`,
    (id) => `"${id} \\uD83D\\uDE00 \\u00E9"`,
    (id) => `"${id} \\"quoted\\" \\\\ \\/ x"`,
    (id) => `"${id} 😀 ŵ"`,
  ),
  'keywords as names': any(
    '{ on: viewer { query: id null: role true: isActive fragment: locale } }',
    'query on($on: Int, $true: Boolean!) { departments(first: $on) { totalCount @skip(if: $true) type: totalCount } }',
    'query query { ...fragment ...true } fragment fragment on Query { viewer { id } } fragment true on Query { mutation: viewer { role } }',
    'query fragment { ... on Query { viewer { __typename } } }',
    'query subscription($input: Int) { enum: departments(first: $input) { totalCount } }',
    '{ viewer { _: id __a: role _1: locale } }',
  ),
  'unusual numbers': any(
    '{ departments(first: -0) { totalCount } }',
    '{ departments(first: -1) { totalCount } }',
    '{ node(id: 1234567890123456789) { id } }',
    '{ node(id: -5) { id } }',
    '{ nodes(ids: [1, "2", 3]) { id } }',
    '{ nodes(ids: 7) { id } }',
    '{ departments(first: 2147483647) { totalCount } }',
    'query ($n: Int = -0) { departments(first: $n) { totalCount } }',
  ),
  'nothing but __typename': any(
    '{ __typename }',
    'mutation { __typename }',
    '{ a: __typename __typename ... { __typename } }',
  ),
  'object with its fields in another order': any(
    '{ x: departments(orderBy: {field: NAME, direction: DESC}, first: 1) { totalCount } x: departments(first: 1, orderBy: {field: NAME, direction: DESC}) { edges { cursor } } }',
    '{ x: departments(orderBy: {direction: DESC, field: NAME}, first: 1) { totalCount } x: departments(first: 1, orderBy: {field: NAME, direction: DESC}) { edges { cursor } } }',
  ),
  'description of an operation': described((tree) => {
    const operation = ofKind(tree, 'OperationDefinition');
    return operation.name || operation.variableDefinitions.length > 0 ? operation : undefined;
  }),
  'description of a variable': described((tree) => ofKind(tree, 'OperationDefinition').variableDefinitions[0]),
  'description of a fragment': described((tree) => ofKind(tree, 'FragmentDefinition')),
};

const ofKind = (tree, kind) => tree.definitions.find((it) => it.kind === kind);
const DESCRIPTIONS = ['"What it is for"', '"""\nWhat it\nis for\n"""', '""', '"""query { x }"""'];

// Descriptions of executable definitions were added in the edition of September 2025.
function described(find) {
  return ({ tree, random }) => {
    const node = find(tree);
    if (!node) return undefined;
    node.description = ast.literal(random.pick(DESCRIPTIONS));
    return ast.print(tree);
  };
}
