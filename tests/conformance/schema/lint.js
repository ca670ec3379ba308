// Lints `schema.graphql` with the rules of `eslint.config.js`.
//
// Justified exceptions are listed individually with their reasons. Any other finding fails, and so does an
// exception that is no longer needed.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { parse } from 'graphql';
import { coordinateAt } from './coordinates.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const here = dirname(fileURLToPath(import.meta.url));
const file = 'schema.graphql';

const document = parse(readFileSync(join(root, file), 'utf8'));
const connections = document.definitions.map(({ name }) => name?.value ?? '').filter((name) => name.endsWith('Connection'));

// `relay-edge-types` requires a connection for each list. These lists are bounded and belong to their object
// as a whole, so they have no pages. Do not add a list that grows with the number of records.
const boundedList = '@graphql-eslint/relay-edge-types';
// The three directives and their arguments are the specification's own. The library prints them without
// descriptions.
const standardDirective = '@graphql-eslint/require-description';

const acknowledged = [
  { rule: boundedList, at: 'Clinician.posts', reason: 'at most 50, which are replaced as a whole' },
  { rule: boundedList, at: 'ErrorDefinition.answeredBy', reason: 'names of root fields, at most all of them' },
  { rule: boundedList, at: 'ErrorDefinition.arguments', reason: 'the few names of one message' },
  { rule: boundedList, at: 'Organisation.addressLines', reason: 'at most five lines of one address' },
  { rule: boundedList, at: 'Patient.addressLines', reason: 'at most five lines of one address' },
  { rule: boundedList, at: 'Query.errorCatalogue', reason: 'the same for every caller, and fetched as a whole' },
  { rule: boundedList, at: 'Query.nodes', reason: "Relay's own plural of `node`, as long as what is asked for" },
  { rule: boundedList, at: 'User.permissions', reason: 'one for each field of the schema at most' },
  {
    rule: '@graphql-eslint/relay-edge-types',
    at: 'MissedAppointmentsRowEdge',
    reason: 'its node is a row of a report that is counted for each request: it has no ID by which it could be fetched',
  },
  ...connections.map((connection) => ({ rule: boundedList, at: `${connection}.nodes`, reason: 'the nodes of its edges, as many as there are on the page' })),
  { rule: standardDirective, at: '@include(if:)', reason: 'described by the specification' },
  { rule: standardDirective, at: '@skip(if:)', reason: 'described by the specification' },
  { rule: standardDirective, at: '@specifiedBy(url:)', reason: 'described by the specification' },
];

const eslint = new ESLint({ cwd: root, overrideConfigFile: join(here, 'eslint.config.js') });
const [{ messages }] = await eslint.lintFiles([file]);

const unused = new Set(acknowledged);
const failures = [];
for (const { ruleId, line, message } of messages) {
  // Without a line number, the file could not be parsed.
  const at = line ? coordinateAt(document, line) : 'the whole file';
  const excuse = acknowledged.find((one) => one.rule === ruleId && one.at === at);
  if (excuse) unused.delete(excuse);
  else failures.push(`${file}:${line ?? 0} ${at}: ${message.replaceAll('\n', ' ')} (${ruleId ?? 'the parser'})`);
}
for (const { rule, at } of unused) failures.push(`nothing is found at ${at} by ${rule} any longer: take the acknowledgement away`);

for (const failure of failures) console.error(failure);
console.log(`${messages.length - failures.length + unused.size} places acknowledged, ${failures.length} failures`);
if (failures.length > 0) process.exitCode = 1;
