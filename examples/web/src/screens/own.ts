// Screen 5: what a patient sees: the own record, the own appointments, and nothing about anybody else.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { OwnViewQuery } from '../gql/graphql.js';

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

/** The policy is `network-only` when the screen opens, because others book and cancel, too. */
export function ownView(client: Client, policy: 'cache-first' | 'network-only' = 'network-only'): Promise<Answer<OwnViewQuery>> {
  return client.query(OWN, {}, policy);
}
