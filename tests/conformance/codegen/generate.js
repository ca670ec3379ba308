// Writes TypeScript into `generated/`: the types of the whole schema, and those of the operations in
// `operations.graphql` with their documents. An unmapped scalar is an error, so that each new one is mapped
// deliberately.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as documents from '@graphql-codegen/typed-document-node';
import * as schemaTypes from '@graphql-codegen/typescript';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const read = (path) => parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const config = {
  strictScalars: true,
  scalars: {
    ID: 'string',
    Date: 'string',
    DateTime: 'string',
    // Exact to the last digit, unlike JavaScript's numbers. So responses are strings.
    Decimal: { input: 'string | number', output: 'string' },
    Locale: 'string',
    NhsNumber: 'string',
    Postcode: 'string',
  },
  useTypeImports: true,
  enumsAsTypes: true,
};

const schema = read('../../../schema.graphql');
const operations = [{ location: 'operations.graphql', document: read('operations.graphql') }];
const pluginMap = { schemaTypes, operationTypes, documents };

async function write(name, plugins, asked) {
  const text = await codegen({
    filename: name,
    schema,
    documents: asked,
    config,
    plugins: plugins.map((plugin) => ({ [plugin]: {} })),
    pluginMap,
  });
  writeFileSync(new URL(`generated/${name}`, import.meta.url), text);
}

mkdirSync(new URL('generated/', import.meta.url), { recursive: true });
await write('schema.ts', ['schemaTypes'], []);
await write('operations.ts', ['operationTypes', 'documents'], operations);
console.log('types of the schema and of its example operations are written');
