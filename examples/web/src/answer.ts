// The result that a screen gets from either library.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { ErrorCode } from './gql/graphql.js';

/** An error of the server, as a form or a message shows it. */
export interface Refusal {
  code: ErrorCode | 'UNKNOWN';
  /** In the language of the answer, for people. */
  message: string;
  /** The argument at fault, as in ["input", "postcode"]. */
  field: string[];
  /** The place in `data`, as in ["registerPatient"]. */
  path: (string | number)[];
  args: Record<string, unknown>;
}

/** What an operation answered: data, refusals, or both, because one refused field leaves its siblings. */
export interface Answer<Data> {
  data: Data | undefined;
  refusals: Refusal[];
  /** Why there is no answer at all: the network, or something on the way that is not PANDA. */
  failure: Error | undefined;
}

/** What the screens need of a library. */
export interface Client {
  query<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    policy?: 'cache-first' | 'network-only',
  ): Promise<Answer<Data>>;
  mutate<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>>;
}

interface Raw {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

export function refusal({ message, path, extensions = {} }: Raw): Refusal {
  return {
    code: (extensions.code ?? 'UNKNOWN') as Refusal['code'],
    message,
    field: (extensions.field ?? []) as string[],
    path: [...(path ?? [])],
    args: (extensions.args ?? {}) as Record<string, unknown>,
  };
}

/** The message for each field of a form, under the last part of its path. Others belong above the form. */
export function byField(refusals: Refusal[]): Map<string, string> {
  return new Map(refusals.map(({ field, message }) => [field.at(-1) ?? '', message]));
}
