// Compares the responses of two programs on one database: every generated query, as every role and without a
// token. Mutations are not sent, because the second program would find what the first one changed.
//
//   COMPARE_PROGRAMS    the two programs
//   COMPARE_KEY         the file with their signing key
//   COMPARE_DOCUMENTS   how many documents; 2,000 unless given
//   COMPARE_SEED        the seed; 2026 unless given

import { execFileSync } from 'node:child_process';
import { Cases } from '../oracle/cases.js';
import { Panda } from '../oracle/panda.js';
import { collectPools } from '../oracle/pools.js';
import { loadSchema } from '../oracle/schema.js';
import { Server } from './server.js';
import { ADMIT_ACCOUNTS, SPOIL } from './spoil.js';

const DOCUMENTS = Number(process.env.COMPARE_DOCUMENTS ?? 2_000);
const SEED = process.env.COMPARE_SEED ?? '2026';
const ROLES = ['ADMIN', 'STAFF', 'ANALYST', 'PATIENT'];
const WORKERS = 3;
// An instant or a limit can differ between two requests. A real difference stays.
const TRIES = 3;
const PRINTED = 5;
// How much of a response is printed before and after the first difference.
const AROUND = 300;
const REQUEST_ID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g;

const { PANDA_DATABASE_URL: database, COMPARE_PROGRAMS: programs, COMPARE_KEY: key } = process.env;

sql(ADMIT_ACCOUNTS);
const servers = await Promise.all(programs.split(' ').map((program) => Server.start({ program, database, key })));
const urls = servers.map((server) => server.url);
const differences = [];
const counts = { requests: 0, failed: 0, withData: 0 };
try {
  const schema = loadSchema();
  const admin = new Panda({ url: urls[0], token: token('ADMIN'), connections: 1 });
  const cases = new Cases({ schema, pools: await collectPools(admin), seed: SEED });
  admin.close();
  sql(SPOIL);
  for (const role of [...ROLES, undefined]) await compareAs(role, cases);
} finally {
  for (const server of servers) await server.stop();
}

console.log(
  `${DOCUMENTS} documents, COMPARE_SEED=${SEED}: ${counts.requests} requests, ` +
    `${counts.withData} with data, ${counts.failed} of them with errors; ${differences.length} differences`,
);
for (const { role, request, one, two } of differences.slice(0, PRINTED)) {
  const at = [...one].findIndex((character, index) => character !== two[index]);
  const excerpt = (text) => text.slice(Math.max(0, at - AROUND), at + AROUND);
  console.log(`\nas ${role ?? 'anonymous caller'}: ${JSON.stringify(request)}`);
  console.log(`first:  …${excerpt(one)}…\nsecond: …${excerpt(two)}…`);
}
const isEmpty = counts.withData < DOCUMENTS / 10 || counts.failed < DOCUMENTS / 100;
if (isEmpty) console.error('too few responses have data or errors: the comparison means too little');
if (differences.length > 0 || isEmpty) process.exitCode = 1;

function sql(statements) {
  execFileSync('psql', ['--quiet', '--set', 'ON_ERROR_STOP=1', database, '--command', statements]);
}

// A token of the demo's account with this role.
function token(role) {
  const environment = { ...process.env, DATABASE_URL: database, PANDA_JWT_KEYS: key };
  const email = process.env[`PANDA_${role}_EMAIL`];
  return execFileSync(programs.split(' ')[0], ['token', email], { env: environment, encoding: 'utf8' }).trim();
}

async function compareAs(role, cases) {
  const ofRole = role && token(role);
  const pair = urls.map((url) => new Panda({ url, token: ofRole, connections: WORKERS }));
  const numbers = Array.from({ length: DOCUMENTS }, (_, index) => index).values();
  const worker = async () => {
    for (const index of numbers) {
      const one = cases.at(index);
      if (one.text.includes('mutation')) continue;
      for (const { values, operationName } of one.sequence) {
        await compare(role, pair, { query: one.text, variables: values, operationName });
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  for (const panda of pair) panda.close();
}

async function compare(role, pair, request) {
  let [one, two] = [];
  for (let tries = 0; tries < TRIES && (tries === 0 || one !== two); tries += 1) {
    const answers = await Promise.all(pair.map((panda) => panda.send(request)));
    [one, two] = answers.map(normal);
    const [{ body }] = answers;
    if (tries > 0) continue;
    counts.requests += 1;
    if (body.data) counts.withData += 1;
    if (body.data && body.errors) counts.failed += 1;
  }
  if (one !== two) differences.push({ role, request, one, two });
}

// The order of the members is compared, that of the errors is not. Ids of requests and instants of reports
// differ.
function normal({ status, body }) {
  const masked = (value) => JSON.stringify(value).replace(REQUEST_ID, 'ID').replace(INSTANT, 'INSTANT');
  return masked({ status, ...body, errors: body.errors?.map(masked).sort() });
}
