// The rules where graphql-js 16 is behind the specification. The oracle applies the specification.
// `differences.md` has the reasons.

import {
  getNullableType,
  GraphQLError,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  specifiedRules,
  typeFromAST,
  TypeInfo,
  TypeNameMetaFieldDef,
  validateSchema,
  visit,
  visitWithTypeInfo,
} from 'graphql';

// Operation Type Existence (§5.2.1.1, September 2025).
function operationTypeExists(context) {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`The schema has no type for ${node.operation} operations.`, { nodes: node }),
      );
    },
  };
}

// A field of a oneOf is a non-null position (§5.8.5, IsNonNullPosition). graphql-js 16 does not unwrap the
// "!" of the oneOf type, so it never finds one at a position such as `by: PatientBy!`.
function oneOfVariablesAreNonNull(context) {
  const schema = context.getSchema();
  return {
    OperationDefinition(operation) {
      for (const { node, definition, isDefaulted } of oneOfUsages(context, operation)) {
        if (!definition || isDefaulted || isNonNullType(typeFromAST(schema, definition.type))) continue;
        const text = `Variable "$${node.name.value}" has to be non-null in a oneOf.`;
        context.reportError(new GraphQLError(text, { nodes: node }));
      }
    },
  };
}

function oneOfUsages(context, operation) {
  const definitions = new Map(operation.variableDefinitions.map((it) => [it.variable.name.value, it]));
  const usages = [];
  const info = new TypeInfo(context.getSchema());
  const visitor = {
    VariableDefinition: () => false,
    ObjectField({ value }) {
      const parent = getNullableType(info.getParentInputType());
      if (value.kind !== 'Variable' || !isInputObjectType(parent) || !parent.isOneOf) return;
      const definition = definitions.get(value.name.value);
      const { defaultValue } = definition ?? {};
      usages.push({ node: value, definition, isDefaulted: defaultValue && defaultValue.kind !== 'NullValue' });
    },
  };
  for (const node of [operation, ...context.getRecursivelyReferencedFragments(operation)])
    visit(node, visitWithTypeInfo(info, visitor));
  return usages;
}

// The validation rules.
export const rules = [...specifiedRules, operationTypeExists, oneOfVariablesAreNonNull];

// Adds the field `__typename` to every type for validation. The merging rule of graphql-js 16 treats it as a
// field without a type, and so misses that it differs from one of another type (§5.3.2, SameResponseShape).
export function withTypename(schema) {
  // Names with two underscores are reserved: the schema is validated before it gets them.
  if (validateSchema(schema).length > 0) throw new Error('schema.graphql is not valid');
  for (const type of Object.values(schema.getTypeMap())) {
    if ((isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type))
      type.getFields()[TypeNameMetaFieldDef.name] = TypeNameMetaFieldDef;
  }
  return schema;
}
