// How the schema is judged: everything that graphql-eslint recommends for schemas and demands for Relay, and a description
// for whatever can have one. No rule is switched off. Single places that are right as they are stand in `lint.js`.
//
// `lint.js` runs this. ESLint itself has to be told the directory of `schema.graphql`, for it looks at nothing outside.

import { fileURLToPath } from 'node:url';
import graphql from '@graphql-eslint/eslint-plugin';

const schema = fileURLToPath(new URL('../../../schema.graphql', import.meta.url));

// These exist for their owner only, and are never fetched, cached or updated by themselves, so they need no identifier.
// Payloads, pages and their entries are named as Relay asks for; the others are values.
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
