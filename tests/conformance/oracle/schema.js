// PANDA's schema for graphql-js. A custom scalar is a plain string; a Decimal may also be a number.

import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, isScalarType, isSpecifiedScalarType, Kind } from 'graphql';

const numbers = [Kind.INT, Kind.FLOAT];

export function loadSchema() {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) makePlain(type, type.name === 'Decimal');
  }
  return schema;
}

function makePlain(type, takesNumbers) {
  type.serialize = (value) => value;
  type.parseValue = (value) => {
    if (typeof value === 'string' || (takesNumbers && typeof value === 'number')) return value;
    throw new GraphQLError(`${type.name} cannot represent ${JSON.stringify(value)}`);
  };
  type.parseLiteral = (node) => {
    if (node.kind === Kind.STRING || (takesNumbers && numbers.includes(node.kind))) return node.value;
    throw new GraphQLError(`${type.name} cannot represent a literal of the kind ${node.kind}`, { nodes: node });
  };
}

// Gives the built-in scalars the server's descriptions, because each implementation has its own.
export async function takeDescriptions(schema, panda) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isSpecifiedScalarType(type)) continue;
    const data = await panda.data('query ($name: String!) { __type(name: $name) { description } }', {
      name: type.name,
    });
    type.description = data.__type.description;
  }
}
