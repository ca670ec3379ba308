// The `fetch` of urql and Apollo: it authenticates requests, refreshes tokens, and retries what is safe to
// retry.

import type { Session } from './session.js';

export type Fetch = typeof globalThis.fetch;

export interface Patience {
  /** How often a request is sent at most. */
  attempts: number;
  /** Milliseconds before the first repeat; each later pause is twice as long. */
  pause: number;
  /** The longest `Retry-After` that is waited for, in seconds. A longer one is shown to the user. */
  longest: number;
  /** Milliseconds after which a request without an answer is given up. */
  timeout: number;
}

export const PATIENCE: Patience = { attempts: 4, pause: 250, longest: 5, timeout: 15_000 };

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Adds the access token, and after 401 sends the request again with another one. */
export function signed(session: Session, send: Fetch): Fetch {
  return async (url, init) => {
    const attempt = (token: string | undefined) => {
      const headers = new Headers(init?.headers);
      if (token) headers.set('authorization', `Bearer ${token}`);
      return send(url, { ...init, headers });
    };
    const token = session.accessToken;
    const response = await attempt(token);
    if (response.status !== 401 || !token || !(await session.refresh(token))) return response;
    return attempt(session.accessToken);
  };
}

/** Sends a request again when its answer is lost, and after 429 and 503. */
export function patient(send: Fetch, { attempts, pause, longest, timeout }: Patience = PATIENCE): Fetch {
  return async (url, init) => {
    const last = isRepeatable(init) ? attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      const wait = pause * 2 ** (attempt - 1) * (0.5 + Math.random());
      try {
        const response = await send(url, { ...init, signal: limited(init?.signal, timeout) });
        const later = Number(response.headers.get('retry-after') ?? Infinity);
        if (![429, 503].includes(response.status) || attempt >= last || later > longest) return response;
        await response.body?.cancel();
        await sleep(Math.max(later * 1_000, wait));
      } catch (error) {
        // The user has left the screen, or it was the last attempt.
        if (init?.signal?.aborted || attempt >= last) throw error;
        await sleep(wait);
      }
    }
  };
}

/** Queries can be repeated, and so can mutations with an idempotency key: they write once. */
function isRepeatable(init: RequestInit | undefined): boolean {
  const { query, variables } = JSON.parse(String(init?.body ?? '{}'));
  const isQuery = typeof query === 'string' && !/\bmutation\b/.test(query);
  return isQuery || Boolean(variables?.input?.idempotencyKey);
}

function limited(signal: AbortSignal | null | undefined, timeout: number): AbortSignal {
  const limit = AbortSignal.timeout(timeout);
  if (!signal) return limit;
  const both = new AbortController();
  for (const one of [signal, limit]) {
    if (one.aborted) both.abort(one.reason);
    one.addEventListener('abort', () => both.abort(one.reason), { once: true });
  }
  return both.signal;
}

/** What a mutation needs to be repeatable. */
export type Keyed<Input> = Input & { idempotencyKey: string };

/** One key for each form that is filled in. Repeats of its request, the user's too, have the same one. */
export const newKey = (): string => crypto.randomUUID();
