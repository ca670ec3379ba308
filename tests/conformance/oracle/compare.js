// Compares PANDA's response with the expectation of graphql-js. Each function returns the difference, or
// nothing.

import { faultOf } from './source.js';

export const TOO_COMPLEX = 'QUERY_TOO_COMPLEX';

// PANDA's treatment of a request: `refused` before execution, `executed`, or something else, which is always
// wrong.
export function verdictOf({ status, body }) {
  const hasErrors = Array.isArray(body.errors) && body.errors.length > 0;
  const hasData = Object.hasOwn(body, 'data');
  if (status === 400 && !hasData && hasErrors) return 'refused';
  if (status === 200 && hasData) return 'executed';
  return `neither refused nor executed (status ${status}, ${hasData ? 'with' : 'without'} data)`;
}

export const isTooComplex = ({ body }) =>
  (body.errors ?? []).some(({ extensions }) => extensions?.code === TOO_COMPLEX);

// Keys, their order, and values. Lists of the introspection types may be in any order.
export function differenceInData(expected, actual, listsAreSets) {
  const form = (data) => JSON.stringify(listsAreSets ? sorted(data) : data);
  return form(expected) === form(actual) ? undefined : placeOf(expected, actual, '');
}

function sorted(value) {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(sorted(item))).sort();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}

function placeOf(expected, actual, path) {
  const isObject = (value) => value !== null && typeof value === 'object';
  if (isObject(expected) && isObject(actual)) {
    const [keys, others] = [Object.keys(expected), Object.keys(actual)];
    if (keys.join() !== others.join()) {
      const kind = [...keys].sort().join() === [...others].sort().join() ? 'the order of keys' : 'the keys';
      return `${kind} at ${path || '.'}: ${keys.join(' ')} expected, ${others.join(' ')} answered`;
    }
    const key = keys.find((it) => JSON.stringify(expected[it]) !== JSON.stringify(actual[it]));
    if (key !== undefined) return placeOf(expected[key], actual[key], `${path}.${key}`);
  }
  const kind =
    actual === null
      ? `${expected !== null && JSON.stringify(expected) === '{}' ? 'an empty object' : 'data'} answered as null`
      : 'the value';
  return `${kind} at ${path || '.'}: ${brief(expected)} expected, ${brief(actual)} answered`;
}

const brief = (value) => (JSON.stringify(value) ?? 'nothing').slice(0, 200);

// Field errors. PANDA may omit errors of fields whose parent is null because of another error, and reports at
// most ten.
export function differenceInErrors(expected, actual) {
  const possible = new Map();
  for (const { path } of expected.errors) possible.set(keyOf(path), undefined);
  const shapes = new Set(expected.errors.map(({ path }) => shapeOf(path)));
  for (const { path, faults } of expected.failures) possible.set(keyOf(path), [...faults].sort());
  const told = new Map();
  for (const error of actual) {
    const key = keyOf(error.path);
    told.set(key, [...(told.get(key) ?? []), faultOf(error)].sort());
  }
  for (const [key, faults] of told) {
    const isKnown = possible.has(key) || shapes.has(shapeOf(key.split('.')));
    if (!isKnown && !isBeneathNull(key, expected.data))
      return `an error is reported at ${key}, where none is expected: ${faults}`;
    const wanted = possible.get(key);
    if (wanted && actual.length < 10 && wanted.join() !== faults.join()) {
      return `the errors at ${key} are ${faults.join(', ')} instead of ${wanted.join(', ')}`;
    }
  }
  const missing = expected.errors.find(({ path }) => {
    const nulled = keyOf(nulledBy(path, expected.data));
    return ![...told.keys()].some((key) => key === nulled || key.startsWith(`${nulled}.`) || nulled === '');
  });
  if (missing && actual.length < 10) return `no error tells why ${keyOf(missing.path)} is null: ${missing.message}`;
  return undefined;
}

// A path without list indexes, because an argument that cannot be coerced fails the field in each entry of a
// list.
const shapeOf = (path) => (path ?? []).map((key) => (/^\d+$/.test(key) ? '*' : key)).join('.');

// graphql-js skips fields, or does not record their errors, beside one that has already made their parent
// null: an argument that cannot be coerced fails before its siblings are resolved. The specification allows
// both ("Handling Execution Errors").
function isBeneathNull(key, data) {
  const path = key.split('.');
  return nulledBy(path, data).length < path.length;
}

const keyOf = (path) => (path ?? []).join('.');

// The position that is null because of an error at a path.
function nulledBy(path, data) {
  let at = data;
  for (let length = 0; length < (path ?? []).length; length += 1) {
    if (at === null || at === undefined) return path.slice(0, length);
    at = at[path[length]];
  }
  return path ?? [];
}
