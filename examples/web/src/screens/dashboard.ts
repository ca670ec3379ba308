// Screen 7: an overview with parts for different roles, and its messages for limits and network failures.

import type { Answer, Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type { DashboardQuery, ExpensiveQuery } from '../gql/graphql.js';

const DASHBOARD = graphql(`
  query Dashboard($period: PeriodInput!) {
    viewer { id displayName role }
    departments(first: 5) { totalCount edges { cursor node { id name } } pageInfo { hasNextPage endCursor } }
    patients(first: 1) { totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } }
    missedAppointments(period: $period) { asOf totals { missed estimatedCost suppressed } }
  }
`);

const EXPENSIVE = graphql(`
  query Expensive {
    patients(first: 100) {
      edges { node { id appointments(first: 100) { edges { node { id clinician { id name } } } } } }
    }
  }
`);

export function dashboard(client: Client, from: string, until: string): Promise<Answer<DashboardQuery>> {
  return client.query(DASHBOARD, { period: { from, until } }, 'network-only');
}

/** More than one operation may cost: it is refused before anything runs. */
export function expensive(client: Client): Promise<Answer<ExpensiveQuery>> {
  return client.query(EXPENSIVE, {}, 'network-only');
}
