// The client with urql and its normalised cache.

import { Client as Urql, fetchExchange, type CombinedError } from '@urql/core';
import { cacheExchange, type Cache } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { refusal, type Answer, type Client } from './answer.js';
import { lists, typesWithoutId } from './gql/cache.js';
import type { Fetch } from './transport.js';

// Without `keys`, Graphcache warns for each object that has no `id`: payloads, edges, rows of reports.
const keys = Object.fromEntries(typesWithoutId.map((name) => [name, () => null]));

// Pages of a list are put together, forwards and backwards. The rows of a report are such a list, too.
const resolvers = Object.fromEntries(
  Object.entries(lists).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.keys(fields).map((field) => [field, relayPagination()])),
  ]),
);

// The server decides where a new record belongs in a list, so these lists are fetched again with all their
// arguments.
function forgetLists(store: Cache, list: string): void {
  for (const { fieldName, fieldKey } of store.inspectFields('Query')) {
    if (fieldName === list) store.invalidate('Query', fieldKey);
  }
}

export interface Options {
  url: string;
  fetch: Fetch;
  /** A BCP 47 tag. The language that an account has chosen goes before it. */
  language: string;
  /** Receives the warnings of the cache. */
  warn?: (message: string) => void;
}

export function urqlClient({ url, fetch, language, warn = console.warn }: Options): Client {
  const cache = cacheExchange({
    keys,
    resolvers,
    logger: (severity, message) => severity !== 'debug' && warn(message),
    updates: {
      Mutation: {
        registerPatient: (_result, _args, store) => forgetLists(store, 'patients'),
        bookAppointment: (_result, _args, store) => forgetLists(store, 'appointments'),
        removePatient: (_result, _args, store) => forgetLists(store, 'patients'),
      },
    },
  });
  const urql = new Urql({
    url,
    fetch,
    // PANDA answers POST only.
    preferGetMethod: false,
    fetchOptions: { headers: { 'accept-language': language } },
    exchanges: [cache, fetchExchange],
  });
  return {
    query: async (document, variables, requestPolicy = 'cache-first') =>
      answer(await urql.query(document, variables, { requestPolicy }).toPromise()),
    mutate: async (document, variables) => answer(await urql.mutation(document, variables).toPromise()),
  };
}

function answer<Data>({ data, error }: { data?: Data | undefined; error?: CombinedError | undefined }): Answer<Data> {
  const refusals = (error?.graphQLErrors ?? []).map(refusal);
  return { data: data ?? undefined, refusals, failure: refusals.length > 0 ? undefined : error?.networkError };
}
