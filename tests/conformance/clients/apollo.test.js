// `@apollo/client` with its normalised cache, against the running server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { relayStylePagination } from '@apollo/client/utilities';
import { defer, filter, firstValueFrom, mergeMap, timeout } from 'rxjs';
import * as asked from './support.js';

const codes = (error) => (CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions.code) : []);

// A typical setup. `session` is the app's state, which a test can corrupt.
function app({ session = {}, headers = {}, late } = {}) {
  const { answers, fetchFn } = asked.countedFetch({ late });
  const http = new HttpLink({ uri: asked.url, fetch: fetchFn, headers });
  // Refresh tokens work once, so concurrent requests wait for a single refresh.
  let refreshing;
  async function refresh() {
    const refreshToken = session.refreshToken;
    delete session.accessToken;
    if (!refreshToken) return;
    const bare = new ApolloClient({ link: http, cache: new InMemoryCache() });
    const { data, error } = await bare.mutate({ mutation: asked.REFRESH, variables: { input: { refreshToken } }, errorPolicy: 'all' });
    // A refresh token is kept until it is replaced, or the server reports the end of the session.
    if (codes(error).includes('ACCOUNT_REFRESH_TOKEN_INVALID')) delete session.refreshToken;
    if (data?.refresh) Object.assign(session, { accessToken: data.refresh.accessToken, refreshToken: data.refresh.refreshToken });
  }
  const header = () => `Bearer ${session.accessToken}`;
  const refreshed = async (refused) => {
    // If the current token differs from the refused one, another request has refreshed it.
    if (!session.accessToken || refused === header()) await (refreshing ??= refresh().finally(() => (refreshing = undefined)));
  };
  const again = new ErrorLink(({ error, operation, forward }) => {
    const { isRepeated, headers: sent } = operation.getContext();
    if (!codes(error).includes('UNAUTHENTICATED') || isRepeated) return undefined;
    operation.setContext({ isRepeated: true });
    return defer(() => refreshed(sent?.authorization)).pipe(mergeMap(() => forward(operation)));
  });
  const authorise = new SetContextLink(({ headers: others }) =>
    session.accessToken ? { headers: { ...others, authorization: header() } } : {},
  );
  const cache = new InMemoryCache({
    typePolicies: { Query: { fields: { patients: relayStylePagination(['filter', 'orderBy']) } } },
  });
  const client = new ApolloClient({ link: ApolloLink.from([again, authorise, http]), cache });
  return { client, cache, session, answers };
}

async function signedIn(options) {
  const it = app(options);
  const { data } = await it.client.mutate({ mutation: asked.LOGIN, variables: { input: asked.staff } });
  Object.assign(it.session, { accessToken: data.login.accessToken, refreshToken: data.login.refreshToken });
  return it;
}

const fresh = { fetchPolicy: 'network-only' };
const statuses = ({ answers }) => answers.map(({ status, operation }) => `${operation} ${status}`);

test('a login identifies the user', async () => {
  const it = await signedIn();
  const { data } = await it.client.query({ query: asked.VIEWER });
  assert.equal(data.viewer.role, 'STAFF');
  assert.ok(it.answers.every(({ mediaType }) => mediaType.startsWith('application/graphql-response+json')));
});

test('a patient is registered and booked, and the cache knows each by its ID', async () => {
  const { client, cache } = await signedIn();
  const registered = await client.mutate({ mutation: asked.REGISTER, variables: { input: asked.newPatient() } });
  const { patient } = registered.data.registerPatient;
  const { data: staffed } = await client.query({ query: asked.CLINICIANS });
  const input = {
    patient: { id: patient.id },
    clinicianId: staffed.clinicians.edges[0].node.id,
    startsAt: asked.someday(),
    durationMinutes: 15,
    postcode: 'CF10 1EP',
  };
  const booked = await client.mutate({ mutation: asked.BOOK, variables: { input } });
  const { appointment } = booked.data.bookAppointment;
  const { data } = await client.query({ query: asked.PATIENT, variables: { id: patient.id } });
  assert.deepEqual(
    data.patient.appointments.edges.map(({ node }) => [node.id, node.status]),
    [[appointment.id, 'ACTIVE']],
  );
  assert.equal(cache.extract()[`Appointment:${appointment.id}`].startsAt, appointment.startsAt);
  assert.equal(cache.extract()[`Patient:${patient.id}`].name, patient.name);
});

for (const [what, spoil] of Object.entries({ expired: asked.expired, corrupted: asked.corrupted })) {
  test(`a token that is ${what} is refreshed, and the request repeated`, async () => {
    const it = await signedIn();
    const { refreshToken } = it.session;
    it.session.accessToken = spoil(it.session.accessToken);
    const { data } = await it.client.query({ query: asked.VIEWER });
    assert.equal(data.viewer.role, 'STAFF');
    assert.deepEqual(statuses(it), ['Login 200', 'Viewer 401', 'Refresh 200', 'Viewer 200']);
    assert.notEqual(it.session.refreshToken, refreshToken);
  });
}

test('a mutation with an expired token is executed once', async () => {
  const it = await signedIn();
  it.session.accessToken = asked.expired(it.session.accessToken);
  const { data } = await it.client.mutate({ mutation: asked.REGISTER, variables: { input: asked.newPatient() } });
  assert.equal(data.registerPatient.patient.version, 1);
  assert.deepEqual(statuses(it), ['Login 200', 'Register 401', 'Refresh 200', 'Register 200']);
});

test('concurrent requests with one expired token refresh it once', async () => {
  const it = await signedIn({ late: 'Departments' });
  it.session.accessToken = asked.expired(it.session.accessToken);
  const all = [asked.VIEWER, asked.CLINICIANS, asked.DEPARTMENTS].map((query) => it.client.query({ query, ...fresh }));
  for (const { data } of await Promise.all(all)) assert.ok(data);
  assert.deepEqual(statuses(it).filter((status) => status.startsWith('Refresh')), ['Refresh 200']);
});

test('after a logout the client gets an error and does not retry endlessly', async () => {
  const it = await signedIn();
  const { refreshToken } = it.session;
  const ended = await it.client.mutate({ mutation: asked.LOGOUT, variables: { input: { refreshToken } } });
  assert.equal(ended.data.logout.endedSessions, 1);
  it.session.accessToken = asked.expired(it.session.accessToken);
  await assert.rejects(it.client.query({ query: asked.CLINICIANS, ...fresh }), (error) => {
    assert.deepEqual(codes(error), ['UNAUTHENTICATED']);
    return true;
  });
  assert.equal(it.session.accessToken, undefined);
  assert.ok(it.answers.length <= 5, statuses(it).join());
});

test('`fetchMore` reads each entry of a list once', async () => {
  const { client } = await signedIn();
  const list = client.watchQuery({ query: asked.PATIENTS, variables: { first: 90 } });
  // Waits until the list has the expected content. Fails if that does not happen.
  const shown = (expected) =>
    firstValueFrom(list.pipe(filter(({ data }) => data?.patients && expected(data.patients)), timeout(5_000)));
  let { pageInfo } = (await shown(() => true)).data.patients;
  for (let pages = 1; pageInfo.hasNextPage && pages < 50; pages += 1) {
    const { data } = await list.fetchMore({ variables: { after: pageInfo.endCursor } });
    pageInfo = data.patients.pageInfo;
  }
  const { edges, totalCount } = (await shown((patients) => !patients.pageInfo.hasNextPage)).data.patients;
  assert.ok(totalCount >= 200);
  assert.equal(edges.length, totalCount);
  assert.equal(new Set(edges.map(({ node }) => node.id)).size, totalCount);
  // And in the order of one longer page.
  const { client: other } = await signedIn();
  const longer = await other.query({ query: asked.PATIENTS, variables: { first: 100 } });
  assert.deepEqual(
    edges.slice(0, 100).map(({ node }) => node.id),
    longer.data.patients.edges.map(({ node }) => node.id),
  );
});

test('an error has a code, a field and a message in the requested language', async () => {
  const it = await signedIn({ headers: { 'accept-language': 'cy' } });
  const { data, error } = await it.client.mutate({
    mutation: asked.REGISTER,
    variables: { input: asked.mistyped(asked.newPatient()) },
    errorPolicy: 'all',
  });
  const [{ message, path, extensions }] = error.errors;
  assert.equal(extensions.code, 'PATIENT_NHS_NUMBER_CHECKSUM');
  assert.deepEqual(extensions.field, ['input', 'nhsNumber']);
  assert.equal(extensions.locale, 'cy');
  assert.deepEqual(path, ['registerPatient']);
  assert.equal(data.registerPatient, null);
  assert.equal(it.answers.at(-1).language, 'cy');
  const catalogue = await it.client.query({ query: asked.CATALOGUE, variables: { locale: 'cy' } });
  assert.equal(message, catalogue.data.errorCatalogue.find(({ code }) => code === extensions.code).message);
});

test('a GET request gets an explanatory error', async () => {
  const link = new HttpLink({ uri: asked.url, useGETForQueries: true });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  await assert.rejects(client.query({ query: asked.VIEWER }), (error) => {
    assert.deepEqual(codes(error), ['HTTP_METHOD_NOT_ALLOWED']);
    return true;
  });
});
