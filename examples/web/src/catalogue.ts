// The error catalogue: the message of each code in any language, and what a code means for requests and
// sessions.

import type { Answer, Client } from './answer.js';
import { graphql } from './gql/gql.js';
import type { CatalogueQuery } from './gql/graphql.js';

const CATALOGUE = graphql(`
  query Catalogue($locale: Locale) {
    errorCatalogue(locale: $locale) { code icu arguments retryable endsSession }
  }
`);

/** `icu` is a template of ICU MessageFormat, rendered with the `args` of an error. */
export function catalogue(client: Client, locale: string): Promise<Answer<CatalogueQuery>> {
  return client.query(CATALOGUE, { locale });
}
