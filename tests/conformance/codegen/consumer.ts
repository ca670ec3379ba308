// A program that uses the generated types. It is never run. The compiler must accept it, and must refuse each
// marked line, because a mark without an error is an error.

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

// Every status has a case, so another status in the schema would not compile.
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
  // @ts-expect-error An appointment's organisation may be null.
  organisation.name;
  // @ts-expect-error A patient's record may be unreadable.
  patient.name;
  return `${startsAt} ${patient?.name ?? '?'} ${organisation?.name ?? ''} ${told(status)}`;
}

// Pages through all entries with cursors.
export async function diary(clinician: string): Promise<string[]> {
  const lines: string[] = [];
  let after: string | null = null;
  do {
    const page: DiaryQuery = await ask(DiaryDocument, { clinician, after, filter: { status: ['ACTIVE', 'MISSED'] } });
    // @ts-expect-error A caller without permission to read appointments sees the clinician only.
    page.clinician?.appointments.edges;
    if (!page.clinician?.appointments) return lines;
    const { edges, pageInfo } = page.clinician.appointments;
    // An unreadable entry is null, and the others are complete.
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
      // @ts-expect-error Only a patient's name was selected.
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
  // A decimal is a string.
  return rows.map(({ department, estimatedCost }) => `${department?.code}: ${estimatedCost?.padStart(10) ?? '?'}`);
}

export async function book(clinicianId: string): Promise<number | undefined> {
  const { login } = await ask(SignInDocument, { input: { email: '', password: '' } });
  const isStaff: boolean = login?.user.role === 'STAFF';
  const { patient } = await ask(PatientByDocument, { by: { nhsNumber: '9434765919' } });
  // @ts-expect-error A patient reference has exactly one field.
  await ask(PatientByDocument, { by: { nhsNumber: '9434765919', id: patient?.id ?? '' } });
  // @ts-expect-error The duration is required.
  await ask(BookDocument, { input: { clinicianId, patient: { id: '' }, startsAt: '2030-01-01T09:00:00Z' } });
  if (!isStaff || !patient) return undefined;
  const { bookAppointment } = await ask(BookDocument, {
    input: { clinicianId, patient: { id: patient.id }, startsAt: '2030-01-01T09:00:00Z', durationMinutes: 15 },
  });
  // @ts-expect-error A refused mutation returns null.
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
