// Injects faults into responses and documents, to check that the oracle detects them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceInData, differenceInErrors, verdictOf } from './compare.js';
import { withTypename } from './differences.js';
import { judgeDocument, judgeRequest } from './judge.js';
import { loadSchema } from './schema.js';

const schema = loadSchema();
const judging = withTypename(loadSchema());
const isRefused = (text) => judgeDocument(judging, text).errors.length > 0;

test('differences in keys, order, nulls and values are detected', () => {
  const expected = { a: [{ b: 1, c: {} }], d: null };
  assert.equal(differenceInData(expected, structuredClone(expected)), undefined);
  assert.match(differenceInData(expected, { a: [{ c: {}, b: 1 }], d: null }), /^the order of keys at \.a\.0:/);
  assert.match(differenceInData(expected, { a: [{ b: 1 }], d: null }), /^the keys at \.a\.0:/);
  assert.match(
    differenceInData(expected, { a: [{ b: 1, c: null }], d: null }),
    /^an empty object answered as null at \.a\.0\.c:/,
  );
  assert.match(differenceInData(expected, { a: [], d: null }), /^the keys at \.a:/);
  assert.match(differenceInData(expected, { a: [{ b: 2, c: {} }], d: null }), /^the value at \.a\.0\.b:/);
  assert.match(differenceInData(expected, null), /^data answered as null at \.:/);
});

test('errors must occur once, at the expected path, and for null values', () => {
  const failure = { path: ['a'], faults: ['CODE x'] };
  const expected = { data: { a: null }, errors: [{ path: ['a'], message: '' }], failures: [failure] };
  const told = (path, code = 'CODE') => ({ path, extensions: { code, field: ['x'] } });
  assert.equal(differenceInErrors(expected, [told(['a'])]), undefined);
  assert.match(differenceInErrors(expected, []), /^no error tells why a is null/);
  assert.match(differenceInErrors(expected, [told(['a']), told(['a'])]), /^the errors at a/);
  assert.match(differenceInErrors(expected, [told(['a'], 'OTHER')]), /^the errors at a/);
  assert.match(differenceInErrors(expected, [told(['a']), told(['b'])]), /^an error is reported at b/);
});

test('a request is refused, executed, or neither', () => {
  assert.equal(verdictOf({ status: 400, body: { errors: [{}] } }), 'refused');
  assert.equal(verdictOf({ status: 200, body: { data: null, errors: [{}] } }), 'executed');
  assert.match(verdictOf({ status: 400, body: { data: null, errors: [{}] } }), /^neither/);
  assert.match(verdictOf({ status: 200, body: { errors: [{}] } }), /^neither/);
  assert.match(verdictOf({ status: 500, body: {} }), /^neither/);
});

test('the specification overrides graphql-js 16', () => {
  assert.ok(isRefused('subscription { __typename }'));
  assert.ok(isRefused('query ($z: ID) { patient(by: { id: $z }) { id } }'));
  assert.ok(isRefused('query ($z: ID) { ...F } fragment F on Query { patient(by: { id: $z }) { id } }'));
  assert.ok(!isRefused('query ($z: ID!) { patient(by: { id: $z }) { id } }'));
  assert.ok(isRefused('{ node(id: 1) { ... on User { x: __typename } ... on Patient { x: version } } }'));
  assert.ok(!isRefused('{ node(id: 1) { ... on User { x: __typename } ... on Patient { x: __typename } } }'));
});

test('an argument that cannot be coerced fails its field, and a variable that cannot be coerced the request', async () => {
  const source = { field: async () => ({ values: {} }) };
  const ask = (text, variables) => judgeRequest(schema, source, { ...judgeDocument(judging, text), variables });
  const text = 'query ($z: ID = "x") { node(id: $z) { __typename @skip(if: true) } }';
  const failed = await ask(text, { z: null });
  assert.deepEqual([failed.isRefused, failed.data.node, failed.errors[0].path], [false, null, ['node']]);
  assert.equal((await ask(text, { z: 1.5 })).isRefused, true);
});
