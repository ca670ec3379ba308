// Each write is executed once, whether or not its response arrives.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../src/answer.js';
import { notice } from '../src/notice.js';
import { book, clinicians } from '../src/screens/booking.js';
import { expensive } from '../src/screens/dashboard.js';
import { attend, cancel, move } from '../src/screens/diary.js';
import { amendViewer, ownView } from '../src/screens/own.js';
import { RegistrationForm, amendPatient, removePatient } from '../src/screens/registration.js';
import { searchPatients } from '../src/screens/search.js';
import { newKey } from '../src/transport.js';
import { expectGood, letters, libraries, memory, signedIn, newPatient, someday, whileFrozen, type App } from './support.js';

async function aClinician({ client }: App): Promise<string> {
  return expectGood(await clinicians(client)).clinicians?.nodes[0]?.id ?? '';
}

async function aPatient({ client }: App): Promise<string> {
  return expectGood(await new RegistrationForm(client).send(newPatient())).registerPatient?.patient.id ?? '';
}

/** Carries out a write whose first answer is lost. */
async function once<Data>({ network }: App, operation: string, write: () => Promise<Answer<Data>>): Promise<Data> {
  network.loseAnswers(operation);
  const before = network.count(`${operation} 200`);
  const data = expectGood(await write());
  assert.equal(network.count(`${operation} 200`) - before, 2, operation);
  return data;
}

/** An appointment that begins soon enough to be attended. */
async function soon(app: App, patientId: string): Promise<string> {
  const { clinicians: all } = expectGood(await clinicians(app.client));
  for (let hour = 2; hour < 11; hour += 1) {
    for (const clinician of all?.nodes ?? []) {
      const startsAt = new Date(Date.now() + hour * 3_600_000).toISOString();
      const input = { patient: { id: patientId }, clinicianId: clinician?.id ?? '', startsAt, durationMinutes: 5, postcode: 'CF10 1EP' };
      const booked = await book(app.client, { ...input, idempotencyKey: newKey() });
      if (booked.kind === 'booked') return booked.appointment.id;
    }
  }
  throw new Error('no clinician has time today');
}

for (const library of libraries) {
  test(`${library}: every change with a lost response is made once`, async () => {
    const app = await signedIn(library, 'STAFF');
    const { client } = app;
    const key = () => ({ idempotencyKey: newKey() });
    const id = await aPatient(app);
    const amendment = { id, expectedVersion: 1, email: 'zaneta@example.org', ...key() };
    const amended = await once(app, 'AmendPatient', () => amendPatient(client, amendment));
    assert.equal(amended.amendPatient?.patient.version, 2);

    const input = { patient: { id }, clinicianId: await aClinician(app), startsAt: someday(), durationMinutes: 15, postcode: 'CF10 1EP' };
    const booked = await book(client, { ...input, ...key() });
    assert.ok(booked.kind === 'booked');
    const appointment = booked.appointment.id;
    const change = { id: appointment, expectedVersion: 1, startsAt: someday(), ...key() };
    const moved = await once(app, 'Move', () => move(client, change));
    assert.equal(moved.amendAppointment?.appointment.version, 2);
    const cancellation = { id: appointment, expectedVersion: 2, ...key() };
    const cancelled = await once(app, 'Cancel', () => cancel(client, cancellation));
    assert.equal(cancelled.cancelAppointment?.appointment.status, 'CANCELLED');

    const attendance = { id: await soon(app, id), expectedVersion: 1, ...key() };
    const attended = await once(app, 'Attend', () => attend(client, attendance));
    assert.equal(attended.attendAppointment?.appointment.status, 'ATTENDED');

    const removal = { id: await aPatient(app), expectedVersion: 1, ...key() };
    const removed = await once(app, 'RemovePatient', () => removePatient(client, removal));
    assert.equal(removed.removePatient?.removedId, removal.id);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: a patient's own cancellation is made once, and the next view is without it`, async () => {
    const app = await signedIn(library, 'PATIENT');
    const view = async () => expectGood(await ownView(app.client)).viewer?.patient?.appointments;
    const before = await view();
    const { id, version } = before?.edges.at(-1)?.node ?? {};
    assert.ok(id && version);
    const cancellation = { id, expectedVersion: version, idempotencyKey: newKey() };
    const cancelled = await once(app, 'Cancel', () => cancel(app.client, cancellation));
    assert.equal(cancelled.cancelAppointment?.appointment.cancelledBy, 'PATIENT');
    assert.equal((await view())?.totalCount, (before?.totalCount ?? 0) - 1);
  });

  test(`${library}: a user's chosen language overrides the browser's`, async () => {
    const app = await signedIn(library, 'STAFF', { store: memory(), language: 'pl' });
    const message = async () => (await expensive(app.client)).refusals[0]?.message;
    const polish = await message();
    const choose = (locale: string | null) => amendViewer(app.client, app.session, { locale, idempotencyKey: newKey() });
    try {
      assert.equal((await once(app, 'AmendViewer', () => choose('cy'))).amendViewer?.user.locale, 'cy');
      assert.notEqual(await message(), polish);
    } finally {
      expectGood(await choose(null));
    }
    assert.equal(await message(), polish);
  });

  test(`${library}: a registration with a lost response registers one patient`, async () => {
    const app = await signedIn(library, 'STAFF');
    app.network.loseAnswers('Register', 2);
    const name = `Lost ${letters()}`;
    expectGood(await new RegistrationForm(app.client).send({ ...newPatient(), name }));
    assert.equal(app.network.count('Register 200'), 3);
    assert.equal(expectGood(await searchPatients(app.client, name, 5)).patients?.totalCount, 1);
  });

  test(`${library}: a booking with a lost response books once`, async () => {
    const app = await signedIn(library, 'STAFF');
    const patient = { id: await aPatient(app) };
    const input = { patient, clinicianId: await aClinician(app), startsAt: someday(), durationMinutes: 15, postcode: 'CF10 1EP', idempotencyKey: newKey() };
    app.network.loseAnswers('Book');
    const booked = await book(app.client, input);
    assert.equal(booked.kind, 'booked');
    assert.equal(app.network.count('Book 200'), 2);
    // The user presses the button again.
    assert.deepEqual(await book(app.client, input), booked);
  });

  test(`${library}: a booking while the database is frozen is executed once it resumes`, async () => {
    const app = await signedIn(library, 'STAFF', { attempts: 20 });
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
