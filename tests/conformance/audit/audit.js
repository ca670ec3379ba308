// Runs the audit of the package graphql-http (GraphQL over HTTP) against the server.
//
// Every MUST and every SHOULD has to pass. MAY audits are only counted. The check includes the numbers of
// audits, because otherwise a package with fewer audits would pass unnoticed.

import { serverAudits } from 'graphql-http';

const expected = { MUST: 13, SHOULD: 23 };

const url = `${process.env.PANDA_URL}/graphql`;
// Without a timeout, a missing response would block the audit.
const fetchFn = (address, init) => fetch(address, { ...init, signal: AbortSignal.timeout(10_000) });

const figures = { MUST: { passed: 0, all: 0 }, SHOULD: { passed: 0, all: 0 }, MAY: { passed: 0, all: 0 } };
const failed = [];

async function run(audit) {
  try {
    return await audit.fn();
  } catch (error) {
    return { status: 'error', reason: `it could not be carried out: ${error.cause ?? error}` };
  }
}

for (const audit of serverAudits({ url, fetchFn })) {
  const level = audit.name.split(' ', 1)[0];
  const figure = figures[level];
  if (!figure) throw new Error(`an audit of an unknown level: ${audit.name}`);
  const result = await run(audit);
  figure.all += 1;
  if (result.status === 'ok') {
    figure.passed += 1;
  } else if (level !== 'MAY') {
    const status = result.response ? ` (answered ${result.response.status})` : '';
    failed.push(`${audit.id} ${audit.name}\n    ${result.reason}${status}`);
  }
}

const told = Object.entries(figures).map(([level, { passed, all }]) => `${level} ${passed}/${all}`);
const [must, should, may] = told;
console.log(`${must}, ${should}`);
console.log(`(${may}, which decides nothing)`);
for (const failure of failed) console.error(`failed: ${failure}`);
for (const [level, number] of Object.entries(expected)) {
  const { all } = figures[level];
  if (all !== number) failed.push(level);
  if (all !== number) console.error(`there are ${all} audits of what ${level} hold, and ${number} were expected`);
}
if (failed.length > 0) process.exitCode = 1;
