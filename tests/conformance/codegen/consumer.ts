// Somebody's program that uses the generated types. It is never run: the compiler must accept it as it is, and must refuse
// each line that is marked, for a mark without an error is an error.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  AnythingDocument,
  type AppointmentLineFragment,
  BookDocument,
  DiaryDocument,
  type DiaryQuery,
  MissedDocument,
  PatientByDocument,
  SignInDocument,
} from './generated/operations.js';
import type { AppointmentStatus, Patient, Query, RegisterPatientInput } from './generated/schema.js';

declare function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;

// Every status is spoken of: with another one in the schema this no longer compiles.
function told(status: AppointmentStatus): string {
  switch (status) {
    case 'ACTIVE':
      return 'is to come';
    case 'ATTENDED':
      return 'took place';
    case 'CANCELLED':
      return 'was called off';
    case 'MISSED':
      return 'was missed';
  }
}

function line({ startsAt, status, patient, organisation }: AppointmentLineFragment): string {
  // @ts-expect-error An appointment may be at no organisation on record.
  organisation.name;
  // @ts-expect-error A patient's record may be unreadable.
  patient.name;
  return `${startsAt} ${patient?.name ?? '?'} ${organisation?.name ?? ''} ${told(status)}`;
}

// To the last page, by cursors.
export async function diary(clinician: string): Promise<string[]> {
  const lines: string[] = [];
  let after: string | null = null;
  do {
    const page: DiaryQuery = await ask(DiaryDocument, { clinician, after, filter: { status: ['ACTIVE', 'MISSED'] } });
    // @ts-expect-error A caller without permission to read appointments sees the clinician only.
    page.clinician?.appointments.edges;
    if (!page.clinician?.appointments) return lines;
    const { edges, pageInfo } = page.clinician.appointments;
    // An entry that cannot be read is null, and the others stand.
    lines.push(...edges.map(({ node }) => (node ? line(node) : '?')));
    const { hasNextPage, endCursor } = pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  return lines;
}

export async function describe(id: string): Promise<string> {
  const { node } = await ask(AnythingDocument, { id });
  switch (node?.__typename) {
    case 'Patient':
      return `${node.name}, born ${node.dateOfBirth}, ${node.email?.toLowerCase() ?? 'without e-mail'}`;
    case 'Organisation':
      return node.odsCode;
    default:
      // @ts-expect-error Only a patient's name was asked for.
      return node?.name ?? 'nobody';
  }
}

export async function cost(): Promise<string[]> {
  const { missedAppointments } = await ask(MissedDocument, {
    period: { from: '2026-01-01', until: '2026-07-01' },
    costPerHour: 90,
  });
  // @ts-expect-error A protected root field is null where it is refused.
  missedAppointments.rows;
  const rows = (missedAppointments?.rows.edges ?? []).flatMap(({ node }) => node ?? []);
  // @ts-expect-error A suppressed count is null.
  rows.reduce((sum, row) => sum + row.missed, 0);
  // A decimal arrives as a text.
  return rows.map(({ department, estimatedCost }) => `${department?.code}: ${estimatedCost?.padStart(10) ?? '?'}`);
}

export async function book(clinicianId: string): Promise<number | undefined> {
  const { login } = await ask(SignInDocument, { input: { email: '', password: '' } });
  const isStaff: boolean = login?.user.role === 'STAFF';
  const { patient } = await ask(PatientByDocument, { by: { nhsNumber: '9434765919' } });
  // @ts-expect-error Exactly one of the two names a patient.
  await ask(PatientByDocument, { by: { nhsNumber: '9434765919', id: patient?.id ?? '' } });
  // @ts-expect-error How long it lasts has to be said.
  await ask(BookDocument, { input: { clinicianId, patient: { id: '' }, startsAt: '2030-01-01T09:00:00Z' } });
  if (!isStaff || !patient) return undefined;
  const { bookAppointment } = await ask(BookDocument, {
    input: { clinicianId, patient: { id: patient.id }, startsAt: '2030-01-01T09:00:00Z', durationMinutes: 15 },
  });
  // @ts-expect-error A mutation that is refused answers null.
  bookAppointment.appointment;
  return bookAppointment?.appointment.version;
}

// The types of the schema itself.
export const registration: RegisterPatientInput = {
  nhsNumber: '9434765919',
  name: 'Ann',
  dateOfBirth: '1990-01-01',
  postcode: 'M1 1AE',
  email: null,
};
export const version = (patient: Patient): number => patient.version;
export const found = (query: Query): string | undefined => query.patient?.appointments?.edges[0]?.node?.clinician.name;
