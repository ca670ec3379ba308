// Test support: a client as in a page, a network that fails on demand, and a database that can be frozen.

import assert from 'node:assert/strict';
import { createPrivateKey, randomInt, sign, webcrypto } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { apolloClient } from '../src/apollo.js';
import type { Answer, Client } from '../src/answer.js';
import { Session, type Exclusively, type Store, type Tokens } from '../src/session.js';
import { signIn } from '../src/sign-in.js';
import { patient, signed, type Fetch } from '../src/transport.js';
import { urqlClient } from '../src/urql.js';

// Browsers have it, and Node.js since version 19.
globalThis.crypto ??= webcrypto as Crypto;

export const LIBRARIES = { urql: urqlClient, apollo: apolloClient };
export type Library = keyof typeof LIBRARIES;
export const libraries = Object.keys(LIBRARIES) as Library[];

const url = `${process.env.PANDA_URL}/graphql`;

/** Sends requests, and loses answers on demand. */
export class Network {
  /** What came back, as in "Login 200", whether it was lost or not. */
  readonly answers: string[] = [];
  isDown = false;
  constructor(private readonly send: Fetch) {}
  private losses = new Map<string, number>();

  /** The server carries the operation out, and its answer does not arrive. */
  loseAnswers(operation: string, times = 1): void {
    this.losses.set(operation, times);
  }

  readonly fetch: Fetch = async (address, init) => {
    const { operationName: operation } = JSON.parse(String(init?.body));
    if (this.isDown) throw new TypeError('the network is down');
    const response = await this.send(address, init);
    this.answers.push(`${operation} ${response.status}`);
    const losses = this.losses.get(operation) ?? 0;
    if (losses === 0) return response;
    this.losses.set(operation, losses - 1);
    await response.arrayBuffer();
    throw new TypeError('the answer is lost');
  };

  count(answer: string): number {
    return this.answers.filter((one) => one === answer).length;
  }
}

export function memory(): Store {
  let kept: Tokens | undefined;
  return { get: () => kept, set: (tokens) => void (kept = tokens) };
}

/** A lock, as all tabs of a browser share it. */
export function lock(): Exclusively {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

export interface App {
  client: Client;
  session: Session;
  network: Network;
  warnings: string[];
}

export interface Tab {
  store?: Store;
  exclusively?: Exclusively;
  language?: string;
  /** How often a request is sent at most. */
  attempts?: number;
  /** How requests are sent. */
  send?: Fetch;
}

/** One tab of a browser. */
export function open(library: Library, { store = memory(), exclusively = lock(), language = 'en-GB', attempts = 5, send = fetch }: Tab = {}): App {
  const [network, warnings] = [new Network(send), [] as string[]];
  const session = new Session(url, store, exclusively, network.fetch);
  const patience = { attempts, pause: 100, longest: 5, timeout: 5_000 };
  const warn = (message: string) => void warnings.push(message);
  return { client: LIBRARIES[library]({ url, fetch: patient(signed(session, network.fetch), patience), language, warn }), session, network, warnings };
}

export type Role = 'ADMIN' | 'STAFF' | 'ANALYST' | 'PATIENT';

const tokens = new Map<Role, Tokens>();

/** A tab with a session of its own, if it has a store, and otherwise with one that is never refreshed. */
export async function signedIn(library: Library, role: Role, tab: Tab = {}): Promise<App> {
  const app = open(library, tab);
  const known = tab.store ? undefined : tokens.get(role);
  if (known) {
    app.session.store.set(known);
    return app;
  }
  const [email, password] = [process.env[`PANDA_${role}_EMAIL`]!, process.env[`PANDA_${role}_PASSWORD`]!];
  expectGood(await signIn(app.client, app.session, email, password));
  if (!tab.store) tokens.set(role, app.session.store.get()!);
  app.network.answers.length = 0;
  return app;
}

/** The data of an answer without any error. */
export function expectGood<Data>({ data, refusals, failure }: Answer<Data>): Data {
  assert.deepEqual(refusals, []);
  assert.equal(failure, undefined);
  assert.ok(data);
  return data;
}

/** Replaces the access token by one that was good and has expired, as after a quarter of an hour. */
export function expire({ session }: App): void {
  const tokens = session.store.get();
  assert.ok(tokens);
  const [header, payload] = tokens.accessToken.split('.');
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
  for (const instant of ['iat', 'nbf', 'exp']) claims[instant] -= 3600;
  const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const key = createPrivateKey(readFileSync(process.env.PANDA_TOKEN_KEY!));
  session.store.set({ ...tokens, accessToken: `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}` });
}

/** Stops all processes of the demo's PostgreSQL while something happens. */
export async function whileFrozen<T>(work: () => Promise<T>): Promise<T> {
  const postmaster = Number(readFileSync(`${process.env.PANDA_DATABASE_DIR}/postmaster.pid`, 'utf8').split('\n')[0]);
  const parent = (pid: string) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')[1]);
    } catch {
      return 0; // It has just ended.
    }
  };
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parent(pid) === postmaster);
  const all = [postmaster, ...children.map(Number)];
  const signal = (name: NodeJS.Signals) => {
    for (const pid of all) {
      try {
        process.kill(pid, name);
      } catch (error) {
        // An autovacuum worker may have ended since.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  };
  signal('SIGSTOP');
  try {
    return await work();
  } finally {
    signal('SIGCONT');
  }
}

/** A word that no name has. */
export function letters(): string {
  return Array.from({ length: 12 }, () => String.fromCharCode(97 + randomInt(26))).join('');
}

/** A new patient. The NHS issues no number that begins with 9, and those of the demo begin with 999 or 000. */
export function newPatient() {
  for (;;) {
    const body = `991${String(randomInt(1_000_000)).padStart(6, '0')}`;
    const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check === 10 || new Set(body + check).size === 1) continue;
    return { nhsNumber: body + check, name: 'Żaneta O’Web', dateOfBirth: '1980-05-17', postcode: 'CF10 1EP' };
  }
}

/** A start in some years, which is unlikely to be taken. */
export function someday(): string {
  return new Date(Date.now() + (3 * 365 * 24 * 60 + randomInt(365 * 24 * 12) * 5) * 60_000).toISOString();
}
