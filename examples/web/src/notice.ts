// Classifies the errors of a response: which are temporary, which end the session, and which need another
// input.

import type { Answer } from './answer.js';

export type Notice =
  | { kind: 'none' }
  /** Nothing was changed, or it cannot be known: the same request, with the same key, may be sent again. */
  | { kind: 'later'; seconds: number | undefined; message: string }
  | { kind: 'sign-in'; message: string }
  /** The record has changed meanwhile: read it again, show the difference, and let the user decide. */
  | { kind: 'changed'; currentVersion: number; message: string }
  /** Final for this input. Messages that belong to a field are in `byField`. */
  | { kind: 'refused'; message: string }
  /** A fault of the server, with the number that its operators search for. */
  | { kind: 'fault'; requestId: string | undefined; message: string };

export function notice({ refusals, failure }: Answer<unknown>): Notice {
  if (failure) return { kind: 'later', seconds: undefined, message: failure.message };
  const [first] = refusals;
  if (!first) return { kind: 'none' };
  const { message, args } = first;
  switch (first.code) {
    case 'RATE_LIMITED':
      return { kind: 'later', seconds: Number(args.retryAfterSeconds), message };
    case 'SERVICE_UNAVAILABLE':
    case 'HTTP_REQUEST_TIMEOUT':
      return { kind: 'later', seconds: undefined, message };
    case 'UNAUTHENTICATED':
    case 'ACCOUNT_REFRESH_TOKEN_INVALID':
      return { kind: 'sign-in', message };
    case 'VERSION_CONFLICT':
      return { kind: 'changed', currentVersion: Number(args.currentVersion), message };
    case 'INTERNAL':
      return { kind: 'fault', requestId: args.requestId as string | undefined, message };
    default:
      return { kind: 'refused', message };
  }
}
