// The session: one for all tabs, and one refresh for all requests.

import { print } from 'graphql';
import { graphql } from './gql/gql.js';
import type { ErrorCode } from './gql/graphql.js';

/** What a browser keeps in localStorage, under one key for all tabs. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export interface Store {
  get(): Tokens | undefined;
  set(tokens: Tokens | undefined): void;
}

/** Runs one piece of work at a time over all tabs. In a browser: `navigator.locks.request('panda', work)`. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** The only code that ends a session. After every other error, the refresh token is as good as before. */
export const ENDS_SESSION = new Set<ErrorCode>(['ACCOUNT_REFRESH_TOKEN_INVALID']);

const REFRESH = graphql(`
  mutation Refresh($input: RefreshInput!) {
    refresh(input: $input) { accessToken refreshToken }
  }
`);

export class Session {
  constructor(
    private readonly url: string,
    readonly store: Store,
    private readonly exclusively: Exclusively,
    private readonly fetch: typeof globalThis.fetch = globalThis.fetch,
  ) {}

  get accessToken(): string | undefined {
    return this.store.get()?.accessToken;
  }

  /** Replaces an access token that was refused with 401. The answer is false if the session has ended. */
  async refresh(refused: string): Promise<boolean> {
    return this.exclusively(async () => {
      const tokens = this.store.get();
      // Another request, or another tab, has refreshed or signed out meanwhile.
      if (tokens?.accessToken !== refused) return tokens !== undefined;
      // Without the header `Authorization`, because an expired token ends any request with 401.
      const response = await this.fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          operationName: 'Refresh',
          query: print(REFRESH),
          variables: { input: { refreshToken: tokens.refreshToken } },
        }),
      });
      const { data, errors = [] } = await response.json();
      if (data?.refresh) {
        // Only now is the former refresh token given up.
        this.store.set(data.refresh);
        return true;
      }
      if (errors.some(({ extensions }: { extensions: { code: ErrorCode } }) => ENDS_SESSION.has(extensions.code))) {
        this.store.set(undefined);
        return false;
      }
      throw new Error(errors[0]?.message ?? `the session cannot be refreshed: ${response.status}`);
    });
  }
}
