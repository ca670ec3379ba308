// The client with Apollo and its normalised cache.

import {
  ApolloClient,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  type ApolloCache,
  type ErrorLike,
  type OperationVariables,
  type TypedDocumentNode,
} from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { refusal, type Answer, type Client } from './answer.js';
import { lists, possibleTypes, typesWithoutId } from './gql/cache.js';
import type { Options } from './urql.js';

// Objects without `id` lie in the cache within their parent, whose fields are merged.
const withoutId = Object.fromEntries(typesWithoutId.map((name) => [name, { keyFields: false, merge: true } as const]));

// Pages of a list are put together. Another filter or order makes another list.
const paginated = Object.fromEntries(
  Object.entries(lists).map(([type, fields]) => [
    type,
    {
      ...withoutId[type],
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, others]) => [field, relayStylePagination(others.length > 0 && others)]),
      ),
    },
  ]),
);

// The server decides where a new record belongs in a list, so these lists are fetched again.
const stale: Record<string, string> = {
  registerPatient: 'patients',
  bookAppointment: 'appointments',
  removePatient: 'patients',
};

function forgetLists(cache: ApolloCache, data: unknown): void {
  for (const mutation of Object.keys(data ?? {})) {
    const fieldName = stale[mutation];
    if (fieldName) cache.evict({ id: 'ROOT_QUERY', fieldName });
  }
}

export function apolloClient({ url, fetch, language }: Omit<Options, 'warn'>): Client {
  const apollo = new ApolloClient({
    link: new HttpLink({ uri: url, fetch, headers: { 'accept-language': language } }),
    cache: new InMemoryCache({ possibleTypes, typePolicies: { ...withoutId, ...paginated } }),
  });
  // Errors are returned together with the data of their siblings.
  const errorPolicy = 'all';
  return {
    async query<D, V extends OperationVariables>(query: TypedDocumentNode<D, V>, variables: V, fetchPolicy = 'cache-first') {
      const options = { query, variables, fetchPolicy, errorPolicy } as ApolloClient.QueryOptions<D, V>;
      return answer<D>(await apollo.query<D, V>(options));
    },
    async mutate<D, V extends OperationVariables>(mutation: TypedDocumentNode<D, V>, variables: V) {
      const update = (cache: ApolloCache, { data }: { data?: unknown }) => forgetLists(cache, data);
      const options = { mutation, variables, errorPolicy, update } as ApolloClient.MutateOptions<D, V>;
      return answer<D>(await apollo.mutate<D, V>(options));
    },
  };
}

function answer<Data>({ data, error }: { data?: unknown; error?: ErrorLike | undefined }): Answer<Data> {
  const refusals = CombinedGraphQLErrors.is(error) ? error.errors.map(refusal) : [];
  return { data: (data ?? undefined) as Data | undefined, refusals, failure: refusals.length > 0 ? undefined : error };
}
