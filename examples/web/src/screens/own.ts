// Screen 5: a patient's own record and appointments. The API reveals no other patient.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { AmendViewerInput, AmendViewerMutation, OwnViewQuery } from '../gql/graphql.js';
import type { Session } from '../session.js';
import type { Keyed } from '../transport.js';

const OWN = graphql(`
  query OwnView {
    viewer {
      id
      displayName
      locale
      patient {
        id
        name
        postcode
        version
        appointments(filter: { status: [ACTIVE] }, orderBy: { field: STARTS_AT }, first: 20) {
          totalCount
          edges { cursor node { id startsAt endsAt status version clinician { id name } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const AMEND = graphql(`
  mutation AmendViewer($input: AmendViewerInput!) {
    amendViewer(input: $input) { user { id displayName locale } }
  }
`);

/** Amends the own account. Tokens carry the language, so another one counts as soon as they are refreshed. */
export async function amendViewer(client: Client, session: Session, input: Keyed<AmendViewerInput>): Promise<Answer<AmendViewerMutation>> {
  const answer = await client.mutate(AMEND, { input });
  const token = session.accessToken;
  if (token && answer.data?.amendViewer && input.locale !== undefined) await session.refresh(token);
  return answer;
}

/** The policy is `network-only` when the screen opens, because others book and cancel, too. */
export function ownView(client: Client, policy: 'cache-first' | 'network-only' = 'network-only'): Promise<Answer<OwnViewQuery>> {
  return client.query(OWN, {}, policy);
}
