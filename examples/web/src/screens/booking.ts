// Screen 4: books an appointment. The first request for a time gets it, and a repetition books nothing twice.

import type { Answer, Client, Refusal } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { BookAppointmentInput, BookMutation, CliniciansQuery } from '../gql/graphql.js';
import type { Keyed } from '../transport.js';

const CLINICIANS = graphql(`
  query Clinicians($search: String) {
    clinicians(filter: { search: $search }, first: 20) {
      nodes { id name department { id name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const BOOK = graphql(`
  mutation Book($input: BookAppointmentInput!) {
    bookAppointment(input: $input) {
      appointment { id startsAt endsAt status version postcode clinician { id name } patient { id name } }
    }
  }
`);

export function clinicians(client: Client, search?: string): Promise<Answer<CliniciansQuery>> {
  return client.query(CLINICIANS, { search: search ?? null });
}

/** Codes after which the user picks another time. */
const TAKEN = new Set<Refusal['code']>(['APPOINTMENT_CLINICIAN_BUSY', 'APPOINTMENT_PATIENT_BUSY']);

export type Booked =
  | { kind: 'booked'; appointment: NonNullable<BookMutation['bookAppointment']>['appointment'] }
  /** Patients see `busyUntil` for their own appointments only. */
  | { kind: 'taken'; message: string; busyUntil: string | undefined }
  | { kind: 'open'; answer: Answer<BookMutation> };

/** Books a time. As long as it is open whether it was booked, the same input with the same key is sent again. */
export async function book(client: Client, input: Keyed<BookAppointmentInput>): Promise<Booked> {
  const answer = await client.mutate(BOOK, { input });
  const appointment = answer.data?.bookAppointment?.appointment;
  if (appointment) return { kind: 'booked', appointment };
  const taken = answer.refusals.find(({ code }) => TAKEN.has(code));
  if (!taken) return { kind: 'open', answer };
  return { kind: 'taken', message: taken.message, busyUntil: taken.args.busyUntil as string | undefined };
}
