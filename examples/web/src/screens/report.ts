// Screen 6: the cost of missed appointments, with a row for each department and month.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { MissedQuery, MissedQueryVariables } from '../gql/graphql.js';

const MISSED = graphql(`
  query Missed($period: PeriodInput!, $asOf: DateTime, $first: Int!, $after: String) {
    missedAppointments(period: $period, groupBy: [DEPARTMENT], interval: MONTH, asOf: $asOf) {
      asOf
      totals { booked missed didNotAttendRate estimatedCost suppressed }
      rows(first: $first, after: $after) {
        totalCount
        edges {
          cursor
          node { periodStart department { id name } booked missed didNotAttendRate estimatedCost suppressed }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

/** One page; the cache puts it to the rows that it has of the same report. A count is null where `suppressed` is true. */
export function missed(client: Client, variables: MissedQueryVariables): Promise<Answer<MissedQuery>> {
  return client.query(MISSED, variables, variables.after ? 'network-only' : 'cache-first');
}

/** The whole report, which is of one instant: `asOf` keeps all pages to it. */
export async function wholeReport(client: Client, from: string, until: string, asOf: string, first: number): Promise<Answer<MissedQuery>> {
  const period = { from, until };
  let answer = await missed(client, { period, asOf, first });
  while (answer.data?.missedAppointments?.rows.pageInfo.hasNextPage) {
    const after = answer.data.missedAppointments.rows.pageInfo.endCursor;
    answer = await missed(client, { period, asOf, first, after: after ?? null });
  }
  return answer;
}
