// The expectation of graphql-js 16: a refusal before execution, or a response.

import { setImmediate } from 'node:timers/promises';
import { execute, GraphQLError, parse, validate } from 'graphql';
import { rules } from './differences.js';
import { Refusal, Unanswered } from './source.js';

const ROOTS = new Set(['Query', 'Mutation']);

// The errors of parsing and validation, and the document if it could be parsed. The schema is one of
// `withTypename`.
export function judgeDocument(schema, text) {
  let document;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [error] };
  }
  return { document, errors: validate(schema, document, rules) };
}

// The expected response. PANDA is queried only through `source`.
export async function judgeRequest(schema, source, { document, operationName, variables }) {
  const failures = [];
  const resolving = [];
  const fieldResolver = (parent, args, _context, info) => {
    const value = resolveOrNote(parent, args, info);
    resolving.push(value);
    return value;
  };
  const resolveOrNote = async (parent, args, info) => {
    try {
      return await resolve(source, parent, args, info);
    } catch (error) {
      if (error instanceof Unanswered) throw (failures.unanswered ??= error);
      if (error instanceof Refusal) failures.push({ path: pathOf(info.path), faults: error.faults });
      throw error;
    }
  };
  const result = await execute({
    schema,
    document,
    rootValue: { values: {} },
    variableValues: variables ?? {},
    operationName,
    fieldResolver,
    typeResolver: ({ __typename }) => __typename,
  });
  // The response is complete as soon as one error makes all data null. Others may fail later.
  for (let seen = 0; seen < resolving.length;) {
    seen = resolving.length;
    await Promise.allSettled(resolving);
    await setImmediate();
  }
  if (failures.unanswered) throw failures.unanswered;
  if (!Object.hasOwn(result, 'data')) return { isRefused: true, errors: result.errors };
  return { isRefused: false, data: result.data, errors: result.errors ?? [], failures };
}

// Whether graphql-js refuses the variables or finds no operation, without a query to PANDA.
export async function isRefusedBeforeExecution(schema, request) {
  const answer = execute({
    schema,
    document: request.document,
    variableValues: request.variables ?? {},
    operationName: request.operationName,
    fieldResolver: () => new Promise(() => {}),
  });
  return !(answer instanceof Promise) && !Object.hasOwn(answer, 'data');
}

async function resolve(source, parent, args, info) {
  const definition = info.parentType.getFields()[info.fieldName];
  const kind = ROOTS.has(info.parentType.name) ? info.operation.operation : undefined;
  return source.field(parent, info.parentType, definition, args, kind);
}

function pathOf(path) {
  const keys = [];
  for (let at = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}
