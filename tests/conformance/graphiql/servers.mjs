// The servers of the tests: a demo, and a server with accounts of its own.
//
// PANDA_URL is the address of a running demo, and PANDA_DATABASE_URL its database. Without them, a demo is
// started.

import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const program = process.env.PANDA_BIN ?? new URL("../../../target/debug/panda", import.meta.url).pathname;
const run = promisify(execFile);
const patience = 120_000;
const ends = [];
let started;

// Stops everything that was started, in reverse order.
export async function endAll() {
  for (const end of ends.splice(0).reverse()) await end();
}

// Starts something, or stops everything on failure, because a running process would delay the error report.
async function orEnd(work) {
  try {
    return await work;
  } catch (error) {
    await endAll();
    throw error;
  }
}

// Starts the program, and waits for the given output.
async function start(args, env, wanted) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  ends.push(async () => {
    child.kill("SIGINT");
    await ended;
  });
  const told = {};
  const look = (line) => {
    for (const [name, pattern] of Object.entries(wanted)) told[name] ??= pattern.exec(line)?.[1];
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`panda ${args[0]} has not started in time`)), patience);
    ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`panda ${args[0]} has ended with ${code}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        look(line);
        if (Object.keys(wanted).some((name) => !told[name])) return;
        clearTimeout(late);
        resolve(told);
      });
    }
  });
}

async function place() {
  const directory = await mkdtemp(join(tmpdir(), "panda-graphiql-"));
  // If root runs the tests, PostgreSQL runs as another user.
  await chmod(directory, 0o755);
  ends.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function startDemo() {
  const directory = join(await place(), "demo");
  const wanted = { url: /API +(http:\S+)\/graphql$/, database: /DATABASE_URL='([^']+)'/, listening: /"(listening)"/ };
  // All tests use the same accounts.
  const limits = ["--logins-per-account", "1000", "--logins-per-address", "1000"];
  return start(["demo", "--listen", "127.0.0.1:0", "--data-dir", directory, ...limits], {}, wanted);
}

// The address of a demo.
export async function demo() {
  if (process.env.PANDA_URL) return new URL(process.env.PANDA_URL).origin;
  started ??= orEnd(startDemo());
  return (await started).url;
}

// A server on the demo's database, and a staff account that is valid there.
export const serve = () => orEnd(startServer());

async function startServer() {
  if (!process.env.PANDA_DATABASE_URL) started ??= startDemo();
  const database = process.env.PANDA_DATABASE_URL ?? (await started).database;
  const env = { DATABASE_URL: database, PANDA_JWT_KEYS: join(await place(), "key.pem") };
  const options = { env: { ...process.env, ...env } };
  await run(program, ["keys", "new", "--output", env.PANDA_JWT_KEYS], options);
  const [email, password] = [`browser.${randomUUID()}@panda.example`, randomUUID()];
  const adding = run(program, ["user", "add", email, "--role", "STAFF", "--name", "Bo Browser", "--password-stdin"], options);
  adding.child.stdin.end(password);
  await adding;
  const { address } = await start(["serve", "--listen", "127.0.0.1:0"], env, { address: /"address":"([^"]+)"/ });
  return { url: `http://${address}`, email, password };
}
