// Tests the check of breaking changes with invented schemas.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acknowledgedIn, compare } from './breaking.js';

const released = `
  type Query { patient(id: ID!): Patient }
  type Patient { id: ID! email: String status: Status! }
  enum Status { ACTIVE GONE }
`;

const changelog = (unreleased, before = '') => `# Changes\n\n## Unreleased\n\n${unreleased}\n\n## 0.1.0\n\n${before}\n`;
const paths = (changes) => changes.map(({ path }) => path).sort();
const without = (text) => released.replace(text, '');

test('a compatible change needs no acknowledgement', async () => {
  const present = released.replace('email: String', 'email: String phone: String');
  const { changes, unacknowledged } = await compare(released, present, changelog(''));
  assert.deepEqual(paths(changes), ['Patient.phone']);
  assert.deepEqual(unacknowledged, []);
});

test('a removed field must be acknowledged', async () => {
  const { unacknowledged } = await compare(released, without('email: String'), changelog('### Added\n\n- `Patient.email`'));
  assert.deepEqual(paths(unacknowledged), ['Patient.email']);
});

test('an acknowledged removal passes', async () => {
  const log = changelog('### Breaking\n\n- `Patient.email` is gone: ask the patient.');
  const { breaking, unacknowledged } = await compare(released, without('email: String'), log);
  assert.deepEqual(paths(breaking), ['Patient.email']);
  assert.deepEqual(unacknowledged, []);
});

test('one acknowledgement does not cover another change', async () => {
  const present = without('email: String').replace('id: ID!)', 'id: ID!, at: Int!)').replace(' GONE', '');
  const log = changelog('### Breaking\n\n- `Patient.email` is gone, and see `Query.patient`.');
  const { unacknowledged } = await compare(released, present, log);
  assert.deepEqual(paths(unacknowledged), ['Query.patient.at', 'Status.GONE']);
});

test('an acknowledgement of an earlier release or without backticks does not count', () => {
  assert.deepEqual([...acknowledgedIn(changelog('', '### Breaking\n\n- `Patient.email`'))], []);
  assert.deepEqual([...acknowledgedIn(changelog('### Breaking\n\n- Patient.email'))], []);
  assert.deepEqual([...acknowledgedIn(changelog('### Breaking\n\n- `A.b`\n\n### Fixed\n\n- `C.d`'))], ['A.b']);
  assert.deepEqual([...acknowledgedIn('nothing at all')], []);
});
