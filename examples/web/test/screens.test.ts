// Tests the seven screens with each library.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notice } from '../src/notice.js';
import { book, clinicians } from '../src/screens/booking.js';
import { dashboard, expensive } from '../src/screens/dashboard.js';
import { diary } from '../src/screens/diary.js';
import { ownView } from '../src/screens/own.js';
import { RegistrationForm } from '../src/screens/registration.js';
import { missed, wholeReport } from '../src/screens/report.js';
import { allPatients, searchPatients } from '../src/screens/search.js';
import { newKey } from '../src/transport.js';
import { expectGood, letters, libraries, open, signedIn, newPatient, someday } from './support.js';

for (const library of libraries) {
  test(`${library}: a search is read page by page, each patient once`, async () => {
    const app = await signedIn(library, 'STAFF');
    const ids = await allPatients(app.client, 'an', 90);
    const { patients } = expectGood(await searchPatients(app.client, 'an', 90));
    assert.ok(ids.length > 180);
    assert.equal(ids.length, patients?.totalCount);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: a diary has one clinician's appointments in their order`, async () => {
    const app = await signedIn(library, 'STAFF');
    const staff = expectGood(await clinicians(app.client));
    const clinician = staff.clinicians?.nodes[0]?.id ?? '';
    let busiest = 0;
    for (let before = 0; before < 7; before += 1) {
      const day = new Date(Date.now() - before * 86_400_000).toLocaleDateString('sv', { timeZone: 'Europe/London' });
      const data = expectGood(await diary(app.client, clinician, day));
      const starts = (data.appointments?.edges ?? []).map(({ node }) => node?.startsAt ?? '');
      assert.deepEqual(starts, [...starts].sort());
      busiest = Math.max(busiest, starts.length);
    }
    assert.ok(busiest > 1);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: one search box finds a patient by name, number and day of birth`, async () => {
    const app = await signedIn(library, 'STAFF');
    // The date of birth depends on the day for which the sample was made.
    const found = expectGood(await searchPatients(app.client, '9999528066', 5)).patients?.edges[0]?.node;
    const [year, month, day] = (found?.dateOfBirth ?? '').split('-');
    const dated = `${day}/${month}/${year} maya`;
    for (const typed of ['Maya Fernandes', '999 952 8066', dated, 'fernandes 9999528066']) {
      const { patients } = expectGood(await searchPatients(app.client, typed, 5));
      assert.ok(patients?.edges.some(({ node }) => node?.nhsNumber === '9999528066'), typed);
    }
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: a form shows all faults at their fields, in the reader's language`, async () => {
    const faults = new Map<string, string>();
    for (const language of ['en-GB', 'cy']) {
      const { client } = await signedIn(library, 'STAFF', { language });
      const form = new RegistrationForm(client);
      const values = newPatient();
      const wrong = { ...values, nhsNumber: '9434765918', postcode: 'London', dateOfBirth: '2999-01-01' };
      const refused = await form.send(wrong);
      assert.equal(refused.data?.registerPatient ?? null, null);
      assert.deepEqual([...form.faults.keys()].sort(), ['dateOfBirth', 'nhsNumber', 'postcode']);
      faults.set(language, form.faults.get('nhsNumber') ?? '');
      // The corrected form uses the same key.
      const { patient } = expectGood(await form.send(values)).registerPatient ?? {};
      assert.equal(patient?.name, values.name);
      assert.equal(form.faults.size, 0);
    }
    assert.match(faults.get('en-GB') ?? '', /NHS number/);
    assert.match(faults.get('cy') ?? '', /rhif GIG/);
  });

  test(`${library}: a new patient is in the list that was shown before`, async () => {
    const app = await signedIn(library, 'STAFF');
    const name = `Zz ${letters()}`;
    assert.equal(expectGood(await searchPatients(app.client, name, 5)).patients?.edges.length, 0);
    expectGood(await new RegistrationForm(app.client).send({ ...newPatient(), name }));
    assert.equal(expectGood(await searchPatients(app.client, name, 5)).patients?.edges.length, 1);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: a time that another request has taken is refused as taken`, async () => {
    const app = await signedIn(library, 'STAFF');
    const staff = expectGood(await clinicians(app.client));
    const clinicianId = staff.clinicians?.nodes[0]?.id ?? '';
    const startsAt = someday();
    const kinds: string[] = [];
    let busyUntil: string | undefined;
    for (let turn = 0; turn < 2; turn += 1) {
      const registered = expectGood(await new RegistrationForm(app.client).send(newPatient()));
      const patient = { id: registered.registerPatient?.patient.id ?? '' };
      const input = { patient, clinicianId, startsAt, durationMinutes: 15, postcode: 'CF10 1EP', idempotencyKey: newKey() };
      const booked = await book(app.client, input);
      kinds.push(booked.kind);
      if (booked.kind === 'taken') busyUntil = booked.busyUntil;
    }
    assert.equal(Date.parse(busyUntil ?? ''), Date.parse(startsAt) + 15 * 60_000);
    assert.deepEqual(kinds, ['booked', 'taken']);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: patients see their own record, and no other patient exists for them`, async () => {
    const app = await signedIn(library, 'PATIENT');
    const { viewer } = expectGood(await ownView(app.client));
    assert.ok(viewer?.patient?.id);
    assert.ok((viewer.patient.appointments?.totalCount ?? 0) > 0);
    assert.deepEqual(await allPatients(app.client, viewer.patient.name, 10), [viewer.patient.id]);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: all pages of a report have one instant`, async () => {
    const app = await signedIn(library, 'ANALYST');
    const [until, asOf] = [new Date().toISOString().slice(0, 10), new Date().toISOString()];
    const from = `${Number(until.slice(0, 4)) - 1}${until.slice(4).replace('02-29', '02-28')}`;
    const { missedAppointments: report } = expectGood(await wholeReport(app.client, from, until, asOf, 20));
    assert.ok((report?.rows.totalCount ?? 0) > 40, `${report?.rows.totalCount} rows`);
    assert.equal(report?.rows.edges.length, report?.rows.totalCount);
    const places = report?.rows.edges.map(({ node }) => `${node?.periodStart} ${node?.department?.id}`);
    assert.equal(new Set(places).size, report?.rows.totalCount);
    // Small counts are suppressed for analysts.
    assert.ok(report?.rows.edges.every(({ node }) => node?.suppressed || typeof node?.missed === 'number'));
    // The cache contains the rows and totals.
    const again = expectGood(await missed(app.client, { period: { from, until }, asOf, first: 20 }));
    assert.deepEqual(again.missedAppointments?.totals, report?.totals);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: an operation above the cost limit is refused permanently and not repeated`, async () => {
    const app = await signedIn(library, 'STAFF');
    const answer = await expensive(app.client);
    assert.equal(answer.refusals[0]?.code, 'QUERY_TOO_COMPLEX');
    assert.equal(notice(answer).kind, 'refused');
    assert.deepEqual(app.network.answers, ['Expensive 400']);
  });

  test(`${library}: without a session, the login is shown`, async () => {
    const app = open(library);
    assert.equal(notice(await searchPatients(app.client, 'an', 5)).kind, 'sign-in');
  });

  test(`${library}: a refused field does not affect the rest of the dashboard`, async () => {
    for (const [role, closed] of [['STAFF', []], ['ANALYST', ['patients']]] as const) {
      const app = await signedIn(library, role);
      const { data, refusals } = await dashboard(app.client, '2026-01-01', '2026-02-01');
      assert.deepEqual(refusals.map(({ code, path }) => `${code} ${path}`), closed.map((field) => `FORBIDDEN ${field}`));
      assert.equal(data?.viewer?.role, role);
      assert.ok(data.departments?.totalCount && data.missedAppointments?.totals);
      assert.equal(Boolean(data.patients), closed.length === 0);
      assert.deepEqual(app.warnings, []);
    }
  });
}
