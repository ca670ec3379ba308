// Tests against a demo that allows only this client's documents.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'graphql';
import { persisted } from '../../src/persisted.js';
import { allPatients, searchPatients } from '../../src/screens/search.js';
import { expectGood, expire, libraries, lock, memory, open, signedIn } from '../support.js';

const manifest = JSON.parse(readFileSync('src/gql/persisted-documents.json', 'utf8'));

for (const library of libraries) {
  test(`${library}: identifiers are enough, and the cache has what it needs`, async () => {
    const app = await signedIn(library, 'STAFF', { store: memory(), send: persisted(manifest, fetch) });
    const ids = await allPatients(app.client, 'an', 90);
    const { patients } = expectGood(await searchPatients(app.client, 'an', 90));
    assert.equal(patients?.edges.length, ids.length);
    expire(app);
    expectGood(await searchPatients(app.client, 'ma', 5));
    assert.equal(app.network.count('Refresh 200'), 1);
    assert.deepEqual(app.warnings, []);
  });

  test(`${library}: a text is refused, with the reason if only its form differs`, async () => {
    const [store, exclusively] = [memory(), lock()];
    await signedIn(library, 'STAFF', { store, send: persisted(manifest, fetch) });
    // This tab sends texts, to which the library has added `__typename`.
    const { client } = open(library, { store, exclusively });
    assert.equal((await searchPatients(client, 'an', 5)).refusals[0]?.code, 'OPERATION_TEXT_DIFFERS');
    const unknown = await client.query(parse('query Unknown { viewer { id } }'), {});
    assert.equal(unknown.refusals[0]?.code, 'OPERATION_NOT_ALLOWED');
  });
}
