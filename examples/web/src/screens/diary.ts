// Screen 2: a clinician's day. Appointments are attended, moved and cancelled.

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
  query Diary($clinicianId: ID!, $from: DateTime!, $until: DateTime!) {
    clinician(id: $clinicianId) { id name department { id name } }
    appointments(
      filter: { clinicianId: $clinicianId, startsAt: { from: $from, until: $until } }
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

/** The appointments that start within a day of the place where they are. Read anew each time, because others book. */
export function diary(client: Client, clinicianId: string, from: Date, until: Date): Promise<Answer<DiaryQuery>> {
  const variables = { clinicianId, from: from.toISOString(), until: until.toISOString() };
  return client.query(DIARY, variables, 'network-only');
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
