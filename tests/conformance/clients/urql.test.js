// `@urql/core` with its auth exchange, against the running server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import * as asked from './support.js';

// A typical setup. `session` is the app's state, which a test can corrupt.
function app({ session = {}, headers = {}, method = { preferGetMethod: false }, late } = {}) {
  const { answers, fetchFn } = asked.countedFetch({ late });
  // The last refused header. If it differs from the current one, another request has refreshed the token.
  let refused;
  const header = () => `Bearer ${session.accessToken}`;
  const auth = authExchange(async (utilities) => ({
    addAuthToOperation: (operation) =>
      session.accessToken
        ? utilities.appendHeaders(operation, { authorization: header() })
        : operation,
    didAuthError(error, { context }) {
      refused = context.fetchOptions.headers.authorization;
      return error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED');
    },
    async refreshAuth() {
      if (session.accessToken && refused !== header()) return;
      const refreshToken = session.refreshToken;
      delete session.accessToken;
      if (!refreshToken) return;
      const { data, error } = await utilities.mutate(asked.REFRESH, { input: { refreshToken } });
      // A refresh token is kept until it is replaced, or the server reports the end of the session.
      const hasEnded = error?.graphQLErrors.some(({ extensions }) => extensions.code === 'ACCOUNT_REFRESH_TOKEN_INVALID');
      if (hasEnded) delete session.refreshToken;
      if (data?.refresh) Object.assign(session, data.refresh);
    },
  }));
  // The server supports POST only, and this client sends queries by GET by default.
  const client = new Client({
    url: asked.url,
    exchanges: [auth, fetchExchange],
    fetch: fetchFn,
    fetchOptions: { headers },
    ...method,
    requestPolicy: 'network-only',
  });
  return { client, session, answers };
}

async function signedIn(options) {
  const it = app(options);
  const { data, error } = await it.client.mutation(asked.LOGIN, { input: asked.staff });
  assert.equal(error, undefined);
  Object.assign(it.session, { accessToken: data.login.accessToken, refreshToken: data.login.refreshToken });
  return it;
}

const statuses = ({ answers }) => answers.map(({ status, operation }) => `${operation} ${status}`);

test('a login identifies the user', async () => {
  const it = await signedIn();
  const { data, error } = await it.client.query(asked.VIEWER, {});
  assert.equal(error, undefined);
  assert.equal(data.viewer.role, 'STAFF');
  assert.ok(it.answers.every(({ mediaType }) => mediaType.startsWith('application/graphql-response+json')));
});

test('a patient is registered and booked', async () => {
  const { client } = await signedIn();
  const person = asked.newPatient();
  const registered = await client.mutation(asked.REGISTER, { input: person });
  assert.equal(registered.error, undefined);
  const { patient } = registered.data.registerPatient;
  assert.equal(patient.nhsNumber, person.nhsNumber);
  const { data: staffed } = await client.query(asked.CLINICIANS, {});
  const booking = {
    patient: { id: patient.id },
    clinicianId: staffed.clinicians.edges[0].node.id,
    startsAt: asked.someday(),
    durationMinutes: 15,
    postcode: 'CF10 1EP',
  };
  const booked = await client.mutation(asked.BOOK, { input: booking });
  assert.equal(booked.error, undefined);
  const { data } = await client.query(asked.PATIENT, { id: patient.id });
  assert.deepEqual(
    data.patient.appointments.edges.map(({ node }) => node),
    [{ id: booked.data.bookAppointment.appointment.id, status: 'ACTIVE' }],
  );
});

for (const [what, spoil] of Object.entries({ expired: asked.expired, corrupted: asked.corrupted })) {
  test(`a token that is ${what} is refreshed, and the request repeated`, async () => {
    const it = await signedIn();
    const { refreshToken } = it.session;
    it.session.accessToken = spoil(it.session.accessToken);
    const { data, error } = await it.client.query(asked.VIEWER, {});
    assert.equal(error, undefined);
    assert.equal(data.viewer.role, 'STAFF');
    assert.deepEqual(statuses(it), ['Login 200', 'Viewer 401', 'Refresh 200', 'Viewer 200']);
    assert.notEqual(it.session.refreshToken, refreshToken);
  });
}

test('a re-signed unexpired token is valid', async () => {
  const it = await signedIn();
  it.session.accessToken = asked.shifted(it.session.accessToken, 0);
  await it.client.query(asked.VIEWER, {});
  assert.deepEqual(statuses(it), ['Login 200', 'Viewer 200']);
});

test('a mutation with an expired token is executed once', async () => {
  const it = await signedIn();
  it.session.accessToken = asked.expired(it.session.accessToken);
  const { data, error } = await it.client.mutation(asked.REGISTER, { input: asked.newPatient() });
  assert.equal(error, undefined);
  assert.equal(data.registerPatient.patient.version, 1);
  assert.deepEqual(statuses(it), ['Login 200', 'Register 401', 'Refresh 200', 'Register 200']);
});

test('concurrent requests with one expired token refresh it once', async () => {
  const it = await signedIn({ late: 'Departments' });
  it.session.accessToken = asked.expired(it.session.accessToken);
  const all = [asked.VIEWER, asked.CLINICIANS, asked.DEPARTMENTS].map((question) => it.client.query(question, {}));
  for (const { error } of await Promise.all(all)) assert.equal(error, undefined);
  assert.deepEqual(statuses(it).filter((status) => status.startsWith('Refresh')), ['Refresh 200']);
});

test('after a logout the client gets an error and does not retry endlessly', async () => {
  const it = await signedIn();
  const { refreshToken } = it.session;
  const ended = await it.client.mutation(asked.LOGOUT, { input: { refreshToken } });
  assert.equal(ended.data.logout.endedSessions, 1);
  it.session.accessToken = asked.expired(it.session.accessToken);
  const { error } = await it.client.query(asked.CLINICIANS, {});
  assert.equal(error.graphQLErrors[0].extensions.code, 'UNAUTHENTICATED');
  assert.equal(it.session.accessToken, undefined);
  assert.ok(it.answers.length <= 5, statuses(it).join());
});

test('paging reads each entry of a list once', async () => {
  const { client } = await signedIn();
  const seen = [];
  let after = null;
  let total;
  for (let pages = 0; pages < 50; pages += 1) {
    const { data, error } = await client.query(asked.PATIENTS, { first: 90, after });
    assert.equal(error, undefined);
    total = data.patients.totalCount;
    seen.push(...data.patients.edges.map(({ node }) => node.id));
    after = data.patients.pageInfo.endCursor;
    if (!data.patients.pageInfo.hasNextPage) break;
  }
  assert.ok(total >= 200);
  assert.equal(seen.length, total);
  assert.equal(new Set(seen).size, total);
});

test('an error has a code, a field and a message in the requested language', async () => {
  const it = await signedIn({ headers: { 'accept-language': 'cy' } });
  const { data, error } = await it.client.mutation(asked.REGISTER, { input: asked.mistyped(asked.newPatient()) });
  const [{ message, path, extensions }] = error.graphQLErrors;
  assert.equal(extensions.code, 'PATIENT_NHS_NUMBER_CHECKSUM');
  assert.deepEqual(extensions.field, ['input', 'nhsNumber']);
  assert.equal(extensions.locale, 'cy');
  assert.deepEqual(path, ['registerPatient']);
  assert.equal(data.registerPatient, null);
  assert.equal(it.answers.at(-1).language, 'cy');
  const catalogue = await it.client.query(asked.CATALOGUE, { locale: 'cy' });
  assert.equal(message, catalogue.data.errorCatalogue.find(({ code }) => code === extensions.code).message);
  const english = await it.client.query(asked.CATALOGUE, { locale: 'en-GB' });
  assert.notEqual(message, english.data.errorCatalogue.find(({ code }) => code === extensions.code).message);
});

test('a client without POST configuration gets an explanatory error', async () => {
  const { client, answers } = app({ method: {} });
  const { error } = await client.query(asked.VIEWER, {});
  assert.equal(answers[0].status, 405);
  assert.ok(answers[0].mediaType.startsWith('application/graphql-response+json'));
  assert.equal(error.graphQLErrors[0].extensions.code, 'HTTP_METHOD_NOT_ALLOWED');
});
