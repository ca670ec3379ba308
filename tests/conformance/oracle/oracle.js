// Compares PANDA with graphql-js 16: the results of validation and coercion, and responses. See ../README.md.
//
//   ORACLE_DOCUMENTS   how many documents; 2,000 unless given
//   ORACLE_SEED        the seed; 2026 unless given, so that CI repeats its documents
//   ORACLE_ONLY        the number of one case, or several by commas, to be examined alone

import { Amendments } from './amendments.js';
import { Cases } from './cases.js';
import { withTypename } from './differences.js';
import { Examiner } from './examine.js';
import { Figures } from './figures.js';
import { Panda } from './panda.js';
import { collectPools } from './pools.js';
import { report } from './report.js';
import { loadSchema, takeDescriptions } from './schema.js';
import { Source } from './source.js';

const DOCUMENTS = Number(process.env.ORACLE_DOCUMENTS ?? 2_000);
const SEED = process.env.ORACLE_SEED ?? '2026';
const ONLY = process.env.ORACLE_ONLY;
const DOCUMENTS_PER_AMENDMENT = 40;
const WORKERS = 3;
const ENOUGH = 1_500;

if (!Number.isInteger(DOCUMENTS) || DOCUMENTS < 1) throw new Error('ORACLE_DOCUMENTS is not a number of documents');

const { PANDA_URL: url, PANDA_ADMIN_EMAIL: email, PANDA_ADMIN_PASSWORD: password } = process.env;
const panda = new Panda({ url, email, password, connections: 2 * WORKERS });
const schema = loadSchema();
await takeDescriptions(schema, panda);
const source = new Source({ schema, panda });
const figures = new Figures();
const examiner = new Examiner({ schema, judgingSchema: withTypename(loadSchema()), panda, source, figures });
const pools = await collectPools(panda);
const cases = new Cases({ schema, pools, seed: SEED });

console.log(`${DOCUMENTS} documents, ORACLE_SEED=${SEED}`);
const began = Date.now();
const numbers =
  ONLY === undefined ? Array.from({ length: DOCUMENTS }, (_, index) => index) : ONLY.split(',').map(Number);
const failed = [];

async function examine(one) {
  const differences = await examiner.examine(one).catch((error) => {
    const difference = `it could not be examined: ${error.message}`;
    return [{ entry: one.sequence[0], difference, expected: 'answers', actual: error.stack }];
  });
  if (differences.length > 0) failed.push({ one, differences });
}

// Processes the items of an iterator with several workers.
function together(iterator, work) {
  const worker = async () => {
    for (const it of iterator) await work(it);
  };
  return Promise.all(Array.from({ length: WORKERS }, worker));
}

// Queries come first, because mutations change the results of plain queries. Mutations with a faulty
// document, which must not run, can be sent concurrently. All others run one at a time.
const [faulty, mutations] = [[], []];
await together(numbers.values(), async (index) => {
  const one = cases.at(index);
  if (!one.text.includes('mutation')) await examine(one);
  else (one.kind === 'mutated' ? faulty : mutations).push(one);
});
const halfway = Date.now();
source.forget();
await together(faulty.values(), examine);
mutations.sort((one, other) => one.index - other.index);
for (const one of mutations) await examine(one);
if (ONLY === undefined) {
  const amendments = new Amendments({ schema, panda, pools, seed: SEED });
  failed.push(...(await amendments.examine(Math.ceil(DOCUMENTS / DOCUMENTS_PER_AMENDMENT))));
}
panda.close();

const seconds = (from, to) => ((to - from) / 1_000).toFixed(1);
console.log(`queries ${seconds(began, halfway)} s, mutations ${seconds(halfway, Date.now())} s`);
console.log(`${figures}; ${panda.requests} requests in all, ${source.misses} plain queries`);
for (const it of figures.tooComplex.slice(0, 3)) console.log(`too complex: ${it}`);
const shortcomings = ONLY === undefined ? figures.shortcomings(DOCUMENTS, ENOUGH) : [];
for (const shortcoming of shortcomings) console.error(`the run means too little: ${shortcoming}`);
report(failed, SEED);
if (failed.length > 0 || shortcomings.length > 0) process.exitCode = 1;
