// Against a demo that runs nothing but the documents of this client.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'graphql';
import { persisted } from '../../src/persisted.js';
import { allPatients, searchPatients } from '../../src/screens/search.js';
import { expectGood, expire, libraries, signedIn } from '../support.js';

const manifest = JSON.parse(readFileSync('src/gql/persisted-documents.json', 'utf8'));

for (const library of libraries) {
  test(`${library}: identifiers are enough, and the cache has what it needs`, async () => {
    const app = await signedIn(library, 'STAFF', { send: persisted(manifest, fetch) });
    const ids = await allPatients(app.client, 'an', 90);
    const { patients } = expectGood(await searchPatients(app.client, 'an', 90));
    assert.equal(patients?.edges.length, ids.length);
    expire(app);
    expectGood(await searchPatients(app.client, 'ma', 5));
    assert.equal(app.network.count('Refresh 200'), 1);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: other documents are refused, with the reason if only __typename differs`, async () => {
    const app = await signedIn(library, 'STAFF', { send: persisted(manifest, fetch) });
    const unknown = await app.client.query(parse('query Unknown { viewer { id } }'), {});
    assert.equal(unknown.refusals[0]?.code, 'OPERATION_NOT_ALLOWED');
    const text = Object.values(manifest).find((text) => /^mutation Logout/.test(text as string)) as string;
    const { status } = await fetch(`${process.env.PANDA_URL}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: text, variables: { input: { refreshToken: 'none' } } }),
    });
    assert.equal(status, 200);
    const response = await fetch(`${process.env.PANDA_URL}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text.replaceAll('__typename', '') }),
    });
    assert.equal((await response.json()).errors[0].extensions.code, 'OPERATION_TEXT_DIFFERS');
  });
}
