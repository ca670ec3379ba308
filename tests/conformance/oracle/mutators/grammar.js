// Texts that the grammar forbids (§2). Each is a whole document, or a change to the printed one.

// A department query with a text at the position of the fault.
const text = (value) => `{ departments(first: 1, filter: {search: ${value}}) { totalCount } }`;
const number = (value) => `{ departments(first: ${value}) { totalCount } }`;

const WHOLE = {
  'keyword joined to a name': [
    'queryQ { __typename }',
    'mutationM { __typename }',
    'query Q{ ...F } fragmentF on Query { id }',
  ],
  'empty variable definitions': ['query Q() { __typename }', 'query () { __typename }'],
  'empty arguments': ['{ viewer() { id } }', '{ viewer { id @skip() } }'],
  'empty selection set': [
    '{ }',
    'query Q { }',
    '{ viewer { } }',
    '{ ... on Query { } }',
    '{ viewer { id } } fragment F on User { }',
  ],
  'fragment named on': [
    'fragment on on Query { __typename } { ...on }',
    '{ viewer { id } } fragment on on Query { __typename }',
  ],
  'directive before a default': ['query ($a: Int @x = 1) { departments(first: $a) { totalCount } }'],
  'unterminated string': [
    text('"abc'),
    text('"abc\n"'),
    text('"abc\\"'),
    text('"""abc""'),
    text('"""abc\\"""'),
    '{ viewer(a: "',
  ],
  'line break in a string': [text('"a\nb"'), text('"a\rb"')],
  'bad escape': ['\\q', '\\x41', '\\u12', '\\u12G4', '\\', "\\'", '\\U0041', '\\0'].map((it) => text(`"${it}"`)),
  'bad escape of a code point': [
    '\\u{}',
    '\\u{110000}',
    '\\u{D800}',
    '\\u{DFFF}',
    '\\u{1F600',
    '\\u{GG}',
    '\\u{FFFFFFFFFF}',
  ].map((it) => text(`"${it}"`)),
  'lone surrogate': ['\\uD800', '\\uDC00', '\\uD83D\\u0041', '\\uDE00\\uD83D', 'x\\uD83D'].map((it) => text(`"${it}"`)),
  'malformed number': [
    '01',
    '-01',
    '1.',
    '.5',
    '-',
    '+1',
    '1e',
    '1e+',
    '0x1F',
    '1a',
    '1_000',
    '1.5.2',
    '--1',
    '1.e1',
    '00',
    '-a',
    '0b1',
    '1.2e3.4',
  ].map(number),
  'malformed type': [
    '$a',
    '$a:',
    '$a: []',
    '$a: [Int',
    '$a: Int!!',
    '$a: [[Int]',
    '$a: !Int',
    '$a: "Int"',
    '$a Int',
    'a: Int',
    '$ : Int',
    '$a: Int]',
  ].map((it) => `query (${it}) { departments(first: $a) { totalCount } }`),
  'variable in a constant': [
    'query ($a: Int = $b, $b: Int) { __typename }',
    'query ($a: [ID!]! = [$b], $b: ID!) { nodes(ids: $a) { id } }',
  ],
  'stray punctuation': [
    '{ viewer { id } ; }',
    '{ viewer: { id } }',
    '{ a:: viewer { id } }',
    '{ .viewer }',
    '{ viewer { id } } }',
    '{ viewer { id }',
    '{ viewer . id }',
    '{ viewer & id }',
    '{ viewer | id }',
    '{ ? }',
    '{ % }',
    '{ viewer { id } } )',
    '@skip { viewer { id } }',
    '{ $a }',
    '{ viewer { id! } }',
    '{ viewer { id = 1 } }',
  ],
  'malformed fragment': [
    '{ ... }',
    '{ ...on { id } }',
    '{ ....F }',
    '{ .. F }',
    '{ ...F } fragment F { __typename }',
    '{ ...F } fragment F on { __typename }',
    '{ ...F } fragment F(a: 1) on Query { __typename }',
    '{ ...F } fragment on Query { __typename }',
    '{ ...on Query, User { id } }',
    '{ ...F } fragment F on [Query] { __typename }',
  ],
  'malformed operation': [
    'Query { viewer { id } }',
    'query query query { viewer { id } }',
    'viewer { id }',
    'query Q',
    'query Q { viewer { id } } Q',
    'query "Q" { viewer { id } }',
    'query 1Q { viewer { id } }',
    'query Q-R { viewer { id } }',
    'query (a: 1) { viewer { id } }',
    'query { viewer { id } } where',
    '[]',
    '"text"',
  ],
  'description in the wrong place': [
    '"x" { viewer { id } }',
    'query "x" { viewer { id } }',
    '{ "x" viewer { id } }',
    '{ viewer("x" a: 1) { id } }',
    '{ ... "x" on Query { viewer { id } } }',
    'query ($a: "x" Int) { viewer { id } }',
    '"x" "y" query Q { viewer { id } }',
    '{ viewer { id } } "x"',
  ],
  'nothing to run': ['', ' ', '# only a comment', ',,,', 'fragment F on Query { __typename }', '\ufeff'],
  'malformed argument': [
    '{ node(id "x") { id } }',
    '{ departments(first) { totalCount } }',
    '{ departments(first: 1, orderBy: {field: NAME, direction}) { totalCount } }',
    '{ departments(first: 1, after) { totalCount } }',
    '{ viewer { id @skip(if: false false) } }',
    'query ($a: DepartmentOrder = {field: NAME, direction}) { departments(first: 1, orderBy: $a) { totalCount } }',
    '{ patient(by: {id "x"}) { id } }',
    '{ departments(first: 1, orderBy: {direction DESC, field: NAME}) { totalCount } }',
    'query ($a: PatientBy! = {id "x"}) { patient(by: $a) { id } }',
    '{ viewer { id @skip(if false) } }',
    '{ node(id) { id } }',
    '{ node(id: ) { id } }',
    '{ node(: "x") { id } }',
    '{ node("x") { id } }',
    '{ node(id = "x") { id } }',
    '{ node(id: "x" { id } }',
    '{ node(id: {a}) { id } }',
    '{ node(id: [1) { id } }',
    '{ node(id: @x) { id } }',
    '{ node(id: {"a": 1}) { id } }',
    '{ node($id: "x") { id } }',
  ],
  'name with other letters': [
    '{ é }',
    '{ viewer { naïve } }',
    '{ ａ }',
    '{ viewer { id\u00a0} }',
    '{ viewer\u2028{ id } }',
    '{ 😀 }',
  ],
  'reserved word as an enum value': [
    '{ departments(first: 1, orderBy: {field: true}) { totalCount } }',
    'query ($a: OrderDirection = null!) { __typename }',
    '{ departments(orderBy: {field: null}) { totalCount } }',
  ],
};

// Changes to the printed document.
const CHANGES = {
  'missing closing brace': (printed) => printed.slice(0, printed.lastIndexOf('}')),
  'missing opening brace': (printed, random) => without(printed, '{', random),
  'missing colon': (printed, random) => without(printed, ':', random),
  'missing bracket': (printed, random) => without(printed, random.pick(['(', ')', '[', ']']), random),
  'stray character': (printed, random) => {
    const at = printed.indexOf(' ', random.int(printed.length));
    return at < 0
      ? undefined
      : `${printed.slice(0, at)} ${random.pick([';', '?', '~', '\\', "'", '^', '<', '*', '/'])} ${printed.slice(at)}`;
  },
};

// Removes one occurrence of a character.
function without(printed, character, random) {
  const places = [...printed.matchAll(new RegExp(`\\${character}`, 'g'))].map(({ index }) => index);
  if (places.length === 0) return undefined;
  const at = random.pick(places);
  return printed.slice(0, at) + printed.slice(at + 1);
}

export const grammarMutators = {
  ...Object.fromEntries(Object.entries(WHOLE).map(([name, texts]) => [name, ({ random }) => random.pick(texts)])),
  ...Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]) => [name, ({ printed, random }) => change(printed(), random)]),
  ),
};
