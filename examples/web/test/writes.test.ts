// Each write is carried out once, whatever becomes of its answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notice } from '../src/notice.js';
import { book, clinicians } from '../src/screens/booking.js';
import { RegistrationForm } from '../src/screens/registration.js';
import { searchPatients } from '../src/screens/search.js';
import { newKey } from '../src/transport.js';
import { expectGood, letters, libraries, signedIn, somebody, someday, whileFrozen, type App } from './support.js';

async function aClinician({ client }: App): Promise<string> {
  return expectGood(await clinicians(client)).clinicians?.edges[0]?.node?.id ?? '';
}

async function aPatient({ client }: App): Promise<string> {
  return expectGood(await new RegistrationForm(client).send(somebody())).registerPatient?.patient.id ?? '';
}

for (const library of libraries) {
  test(`${library}: a registration whose answer is lost registers one patient`, async () => {
    const app = await signedIn(library, 'STAFF');
    app.network.loseAnswers('Register', 2);
    const name = `Lost ${letters()}`;
    expectGood(await new RegistrationForm(app.client).send({ ...somebody(), name }));
    assert.equal(app.network.count('Register 200'), 3);
    assert.equal(expectGood(await searchPatients(app.client, name, 5)).patients?.totalCount, 1);
  });

  test(`${library}: a booking whose answer is lost books once`, async () => {
    const app = await signedIn(library, 'STAFF');
    const patient = { id: await aPatient(app) };
    const input = { patient, clinicianId: await aClinician(app), startsAt: someday(), durationMinutes: 15, postcode: 'CF10 1EP', idempotencyKey: newKey() };
    app.network.loseAnswers('Book');
    const booked = await book(app.client, input);
    assert.equal(booked.kind, 'booked');
    assert.equal(app.network.count('Book 200'), 2);
    // The user presses the button once more.
    assert.deepEqual(await book(app.client, input), booked);
  });

  test(`${library}: a booking while the database is frozen is carried out when it is back`, async () => {
    const app = await signedIn(library, 'STAFF');
    const patient = { id: await aPatient(app) };
    const input = { patient, clinicianId: await aClinician(app), startsAt: someday(), durationMinutes: 15, postcode: 'CF10 1EP', idempotencyKey: newKey() };
    const booking = await whileFrozen(async () => {
      const booking = book(app.client, input);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return { booking };
    });
    const booked = await booking.booking;
    assert.equal(booked.kind, 'booked');
    assert.ok(app.network.count('Book 503') >= 1);
  });

  test(`${library}: without a network, the user is asked to try later, with the same key`, async () => {
    const app = await signedIn(library, 'STAFF');
    const patient = { id: await aPatient(app) };
    const input = { patient, clinicianId: await aClinician(app), startsAt: someday(), durationMinutes: 15, postcode: 'CF10 1EP', idempotencyKey: newKey() };
    app.network.isDown = true;
    const booked = await book(app.client, input);
    assert.ok(booked.kind === 'open' && notice(booked.answer).kind === 'later');
    app.network.isDown = false;
    assert.equal((await book(app.client, input)).kind, 'booked');
  });
}
