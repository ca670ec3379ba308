// Screen 1: searches patients, and pages through the results.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { SearchPatientsQuery } from '../gql/graphql.js';

const SEARCH = graphql(`
  query SearchPatients($search: String, $first: Int!, $after: String) {
    patients(filter: { search: $search }, first: $first, after: $after) {
      totalCount
      edges { cursor node { id name dateOfBirth postcode nhsNumber version } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** The list as far as it was read. The next page begins after `pageInfo.endCursor`. */
export function searchPatients(client: Client, search: string, first: number, after?: string | null): Promise<Answer<SearchPatientsQuery>> {
  // A cache that puts pages together takes the list that it has for every page, so further pages are read past it.
  return client.query(SEARCH, { search, first, after: after ?? null }, after ? 'network-only' : 'cache-first');
}

/** All patients who are found. An edge whose `node` is null is a record that cannot be read: it is skipped. */
export async function allPatients(client: Client, search: string, pageSize: number): Promise<string[]> {
  let answer = await searchPatients(client, search, pageSize);
  while (answer.data?.patients?.pageInfo.hasNextPage) {
    answer = await searchPatients(client, search, pageSize, answer.data.patients.pageInfo.endCursor);
  }
  return (answer.data?.patients?.edges ?? []).flatMap(({ node }) => (node ? [node.id] : []));
}
