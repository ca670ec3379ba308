// Screen 2: a clinician's day, with attendance, moves and cancellations.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type {
  AmendAppointmentInput,
  AttendAppointmentInput,
  AttendMutation,
  CancelAppointmentInput,
  CancelMutation,
  DiaryQuery,
  MoveMutation,
} from '../gql/graphql.js';
import type { Keyed } from '../transport.js';

const DIARY = graphql(`
  query Diary($clinicianId: ID!, $day: Date!) {
    clinician(id: $clinicianId) { id name department { id name } }
    appointments(
      filter: { clinicianId: [$clinicianId], day: { on: $day, timeZone: "Europe/London" } }
      orderBy: { field: STARTS_AT }
      first: 100
    ) {
      totalCount
      edges { cursor node { id startsAt endsAt status version patient { id name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const ATTEND = graphql(`
  mutation Attend($input: AttendAppointmentInput!) {
    attendAppointment(input: $input) { appointment { id status attendedAt version } }
  }
`);

const CANCEL = graphql(`
  mutation Cancel($input: CancelAppointmentInput!) {
    cancelAppointment(input: $input) { appointment { id status cancelledAt cancelledBy version } }
  }
`);

const MOVE = graphql(`
  mutation Move($input: AmendAppointmentInput!) {
    amendAppointment(input: $input) { appointment { id startsAt endsAt durationMinutes version } }
  }
`);

/** The appointments that start on a day, as in "2026-03-02", of their place. Read anew each time, because others book. */
export function diary(client: Client, clinicianId: string, day: string): Promise<Answer<DiaryQuery>> {
  return client.query(DIARY, { clinicianId, day }, 'network-only');
}

// The payloads hold full records, so the cache changes every screen that shows them.

export function attend(client: Client, input: Keyed<AttendAppointmentInput>): Promise<Answer<AttendMutation>> {
  return client.mutate(ATTEND, { input });
}

export function cancel(client: Client, input: Keyed<CancelAppointmentInput>): Promise<Answer<CancelMutation>> {
  return client.mutate(CANCEL, { input });
}

export function move(client: Client, input: Keyed<AmendAppointmentInput>): Promise<Answer<MoveMutation>> {
  return client.mutate(MOVE, { input });
}
