// Sessions: expired tokens, concurrent requests and tabs, and errors that do not end a session.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../src/catalogue.js';
import { notice } from '../src/notice.js';
import { clinicians } from '../src/screens/booking.js';
import { dashboard } from '../src/screens/dashboard.js';
import { ownView } from '../src/screens/own.js';
import { searchPatients } from '../src/screens/search.js';
import { ENDS_SESSION } from '../src/session.js';
import { signIn, signOut } from '../src/sign-in.js';
import { expectGood, expire, libraries, lock, memory, open, signedIn, whileFrozen } from './support.js';

const none = { message: '', field: [], path: [], args: {} };

for (const library of libraries) {
  test(`${library}: requests with an expired token refresh it once`, async () => {
    const app = await signedIn(library, 'STAFF', { store: memory() });
    const before = app.session.store.get();
    expire(app);
    const all = await Promise.all([ownView(app.client), clinicians(app.client), searchPatients(app.client, 'an', 5)]);
    all.forEach((answer) => expectGood<unknown>(answer));
    assert.equal(app.network.count('Refresh 200'), 1);
    assert.notEqual(app.session.store.get()?.refreshToken, before?.refreshToken);
  });

  test(`${library}: two tabs with an expired token refresh it once`, async () => {
    const [store, exclusively] = [memory(), lock()];
    const one = await signedIn(library, 'STAFF', { store, exclusively });
    const other = open(library, { store, exclusively });
    expire(one);
    for (const answer of await Promise.all([ownView(one.client), ownView(other.client)])) expectGood(answer);
    assert.equal(one.network.count('Refresh 200') + other.network.count('Refresh 200'), 1);
    expectGood(await ownView(other.client));
  });

  test(`${library}: tabs without a lock keep their session, because both get the same next token`, async () => {
    const store = memory();
    const one = await signedIn(library, 'STAFF', { store });
    const other = open(library, { store });
    expire(one);
    for (const answer of await Promise.all([ownView(one.client), ownView(other.client)])) expectGood(answer);
    expire(one);
    expectGood(await ownView(other.client));
    expectGood(await ownView(one.client));
  });

  test(`${library}: a refresh whose answer is lost ends no session`, async () => {
    const app = await signedIn(library, 'STAFF', { store: memory() });
    expire(app);
    app.network.loseAnswers('Refresh');
    expectGood(await ownView(app.client));
    assert.equal(app.network.count('Refresh 200'), 2);
  });

  test(`${library}: neither an outage of the database nor of the network ends a session`, async () => {
    const store = memory();
    const app = await signedIn(library, 'STAFF', { store, attempts: 2 });
    const tokens = app.session.store.get();
    expire(app);
    const { refreshToken } = app.session.store.get() ?? {};
    assert.equal(refreshToken, tokens?.refreshToken);
    app.network.isDown = true;
    assert.equal(notice(await ownView(app.client)).kind, 'later');
    app.network.isDown = false;
    await whileFrozen(async () => {
      assert.equal(notice(await ownView(app.client)).kind, 'later');
    });
    assert.equal(store.get()?.refreshToken, refreshToken);
    // The server may need some seconds to reopen its connections.
    expectGood(await ownView(open(library, { store, attempts: 20 }).client));
  });

  test(`${library}: after a logout, other tabs show the login`, async () => {
    const [store, exclusively] = [memory(), lock()];
    const one = await signedIn(library, 'STAFF', { store, exclusively });
    const other = open(library, { store, exclusively });
    const tokens = store.get();
    await signOut(one.client, one.session);
    assert.equal(notice(await searchPatients(other.client, 'an', 5)).kind, 'sign-in');
    // A tab with the old tokens learns that they are invalid.
    store.set(tokens);
    expire(other);
    assert.equal(notice(await searchPatients(other.client, 'an', 5)).kind, 'sign-in');
    assert.equal(store.get(), undefined);
  });

  test(`${library}: rate-limited logins return the wait and are not repeated`, async () => {
    const app = open(library);
    const attempt = () => signIn(app.client, app.session, `unknown-${library}@panda.example`, 'not the password');
    // After a short wait, another login is allowed. The next one has a long wait.
    let [answer, before] = [await attempt(), 0];
    for (let attempts = 1; attempts < 60 && answer.refusals[0]?.code !== 'RATE_LIMITED'; attempts += 1) {
      before = app.network.answers.length;
      answer = await attempt();
    }
    const shown = notice(answer);
    assert.equal(shown.kind, 'later');
    assert.ok(shown.kind === 'later' && (shown.seconds ?? 0) > 5);
    assert.equal(app.network.answers.length - before, 1);
  });

  test(`${library}: the dashboard of an old tab is complete after the token has expired`, async () => {
    const app = await signedIn(library, 'STAFF', { store: memory() });
    expire(app);
    expectGood(await dashboard(app.client, '2026-01-01', '2026-02-01'));
  });

  test(`${library}: the codes that end a session are those of the catalogue`, async () => {
    const app = open(library);
    const { errorCatalogue } = expectGood(await catalogue(app.client, 'cy'));
    const final = errorCatalogue.filter(({ endsSession }) => endsSession).map(({ code }) => code);
    assert.deepEqual(final, [...ENDS_SESSION]);
    const later = errorCatalogue.filter(({ retryable }) => retryable).map(({ code }) => code);
    for (const code of later) assert.equal(notice({ data: undefined, refusals: [{ ...none, code }], failure: undefined }).kind, 'later');
  });
}
