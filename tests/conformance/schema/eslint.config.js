// The lint rules for the schema: all that graphql-eslint recommends for schemas and requires for Relay, and a
// description for every element that can have one. No rule is disabled. `lint.js` lists justified exceptions.
//
// `lint.js` runs this. ESLint itself needs the directory of `schema.graphql`, because it ignores files
// outside.

import { fileURLToPath } from 'node:url';
import graphql from '@graphql-eslint/eslint-plugin';

const schema = fileURLToPath(new URL('../../../schema.graphql', import.meta.url));

// These belong to their owner, and are never fetched, cached or updated alone, so they need no ID. Payloads,
// pages and their entries are named as Relay requires. The others are values.
const valueTypes = {
  suffixes: ['Payload', 'Connection', 'Edge'],
  types: [
    'ClinicianPost',
    'ErrorDefinition',
    'Interval95',
    'MissedAppointmentsChange',
    'MissedAppointmentsPrevious',
    'MissedAppointmentsReport',
    'MissedAppointmentsRow',
    'PageInfo',
    'Permission',
  ],
};

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/strict-id-in-types': ['error', { exceptions: valueTypes }],
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
    },
  },
];
