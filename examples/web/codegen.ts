import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['src/**/*.ts', '!src/gql/**'],
  // Files import each other with the ending .js, as Node.js reads them.
  importExtension: '.js',
  generates: {
    'src/gql/': {
      preset: 'client',
      // Both libraries add `__typename` to what they send, so persisted documents need it, too.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        // Writes persisted-documents.json, which `panda serve --allowed-operations` reads.
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        // A scalar that is not listed is an error.
        strictScalars: true,
        scalars: {
          Date: 'string',
          DateTime: 'string',
          // A number of JavaScript is not exact to the last digit.
          Decimal: { input: 'string | number', output: 'string' },
          Locale: 'string',
          NhsNumber: 'string',
          Postcode: 'string',
        },
        useTypeImports: true,
        enumsAsTypes: true,
      },
    },
    'src/gql/cache.ts': { plugins: ['./cache-policies.mjs'] },
  },
};

export default config;
