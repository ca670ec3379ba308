// Shared by both clients' tests: the server's address, accounts, queries, and invalid tokens.

import assert from 'node:assert/strict';
import { createPrivateKey, randomInt, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'graphql';

export const url = `${process.env.PANDA_URL}/graphql`;
export const staff = { email: process.env.PANDA_STAFF_EMAIL, password: process.env.PANDA_STAFF_PASSWORD };

// Counts requests by the status of the response. A missing response is an error after ten seconds. The first
// refused response of the operation `late` is delayed until another operation has completed, which simulates
// a slow network.
export function countedFetch({ late } = {}) {
  const answers = [];
  const fetchFn = async (address, init) => {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(10_000) });
    const operation = init.body && JSON.parse(init.body).operationName;
    answers.push({
      operation,
      status: response.status,
      language: response.headers.get('content-language'),
      mediaType: response.headers.get('content-type'),
    });
    const isRepeated = () => answers.some(({ operation: other, status }) => other === 'Viewer' && status === 200);
    if (operation === late && response.status === 401) {
      for (let waits = 0; waits < 500 && !isRepeated(); waits += 1) await setTimeout(10);
    }
    return response;
  };
  return { answers, fetchFn };
}

const asked = (text) => parse(text);

export const LOGIN = asked(`mutation Login($input: LoginInput!) {
  login(input: $input) { accessToken accessTokenExpiresAt refreshToken user { id role } }
}`);
export const REFRESH = asked(`mutation Refresh($input: RefreshInput!) {
  refresh(input: $input) { accessToken refreshToken }
}`);
export const LOGOUT = asked(`mutation Logout($input: LogoutInput!) { logout(input: $input) { endedSessions } }`);
export const VIEWER = asked(`query Viewer { viewer { id role displayName permissions { field extent } } }`);
export const CLINICIANS = asked(`query Clinicians { clinicians(first: 1) { edges { node { id name } } } }`);
export const DEPARTMENTS = asked(`query Departments { departments(first: 1) { edges { node { id name } } } }`);
export const REGISTER = asked(`mutation Register($input: RegisterPatientInput!) {
  registerPatient(input: $input) { patient { id name nhsNumber version } }
}`);
export const BOOK = asked(`mutation Book($input: BookAppointmentInput!) {
  bookAppointment(input: $input) { appointment { id status startsAt patient { id name } } }
}`);
export const PATIENT = asked(`query Patient($id: ID!) {
  patient(by: { id: $id }) { id name version appointments { totalCount edges { node { id status } } } }
}`);
export const PATIENTS = asked(`query Patients($first: Int!, $after: String) {
  patients(first: $first, after: $after, orderBy: { field: NAME }) {
    totalCount edges { cursor node { id name } } pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
  }
}`);
export const CATALOGUE = asked(`query Catalogue($locale: Locale) { errorCatalogue(locale: $locale) { code message } }`);

// A new patient. The NHS issues no number that begins with 9, and those of the demo's sample begin with 999
// or 000.
export function newPatient() {
  for (;;) {
    const body = `990${String(randomInt(1_000_000)).padStart(6, '0')}`;
    const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check === 10 || new Set(body + check).size === 1) continue;
    return { nhsNumber: body + check, name: 'Conformance Test', dateOfBirth: '1980-05-17', postcode: 'CF10 1EP' };
  }
}

// The same number with a wrong check digit.
export function mistyped({ nhsNumber, ...rest }) {
  return { ...rest, nhsNumber: nhsNumber.slice(0, 9) + ((Number(nhsNumber[9]) + 1) % 10) };
}

// A start some years ahead, which is unlikely to be taken.
export function someday() {
  const minutes = randomInt(365 * 24 * 12) * 5;
  return new Date(Date.now() + (3 * 365 * 24 * 60 + minutes) * 60_000).toISOString();
}

// A token that was valid and has expired: the same claims, issued an hour earlier, signed with the demo's own
// key. For the server it equals a token after 15 minutes, without the wait.
export function expired(token) {
  return shifted(token, -3600);
}

// The same with shifted times. With a shift of zero, the token remains valid, which shows that the key is
// right.
export function shifted(token, seconds) {
  const [header, payload] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  for (const instant of ['iat', 'nbf', 'exp']) claims[instant] += seconds;
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${sign(null, Buffer.from(signed), demoKey()).toString('base64url')}`;
}

// The demo's key. Its file contains the public half too (RFC 8410's second version), which OpenSSL does not
// read. The 32 bytes of the secret after the 16-byte head are placed after the head of the first version.
function demoKey() {
  const pem = readFileSync(process.env.PANDA_TOKEN_KEY, 'utf8');
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  assert.deepEqual(der.subarray(5, 16), head.subarray(5), 'the key of the demo is not an Ed25519 key');
  return createPrivateKey({ key: Buffer.concat([head, der.subarray(16, 48)]), format: 'der', type: 'pkcs8' });
}

// A token with a wrong signature, as after truncation or corruption.
export function corrupted(token) {
  const at = token.length - 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
