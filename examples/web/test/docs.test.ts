// The code in docs/clients.md equals the code of this example, and the generated policies are complete.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, getNamedType, isObjectType } from 'graphql';
import { lists, typesWithoutId } from '../src/gql/cache.js';

const files = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (entry.name === 'gql') return [];
    return entry.isDirectory() ? files(path) : [readFileSync(path, 'utf8')];
  });

test('each block of docs/clients.md is in a file of this example', () => {
  const code = [...files('src'), ...['codegen.ts', 'cache-policies.mjs'].map((path) => readFileSync(path, 'utf8'))];
  const text = readFileSync('../../docs/clients.md', 'utf8');
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)\n```$/gm)].map(([, block]) => block ?? '');
  assert.ok(blocks.length >= 15, `${blocks.length} blocks`);
  const others = blocks.filter((block) => !code.some((file) => file.includes(block)));
  assert.deepEqual(others, []);
});

test('the policies of the caches name every type without `id` and every list of the server', async () => {
  const response = await fetch(`${process.env.PANDA_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const schema = buildClientSchema((await response.json()).data);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || /^(__|Query$|Mutation$)/.test(type.name)) continue;
    const fields = Object.values(type.getFields());
    assert.equal(typesWithoutId.includes(type.name), !fields.some(({ name }) => name === 'id'), type.name);
    for (const { name, type: of, args } of fields) {
      const hasPages = args.some((arg) => arg.name === 'after');
      assert.equal(getNamedType(of).name.endsWith('Connection'), hasPages, `${type.name}.${name}`);
      assert.equal(lists[type.name]?.[name] !== undefined, hasPages, `${type.name}.${name}`);
    }
  }
});
