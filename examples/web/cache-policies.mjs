// A plugin for GraphQL Code Generator that writes what a normalised cache needs to know about the schema.

import { isInterfaceType, isObjectType, getNamedType } from 'graphql';

const PAGE = ['first', 'after', 'last', 'before'];

export function plugin(schema) {
  const all = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const objects = all.filter((type) => isObjectType(type) && !roots.includes(type));
  const withoutId = objects.filter((type) => !type.getFields().id).map(({ name }) => name);

  // For each field with pages: the arguments that make another list of it.
  const lists = {};
  for (const type of all.filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (!getNamedType(field.type).name.endsWith('Connection')) continue;
      const others = field.args.map(({ name }) => name).filter((name) => !PAGE.includes(name));
      lists[type.name] = { ...lists[type.name], [field.name]: others };
    }
  }

  const possibleTypes = {};
  for (const type of all.filter(isInterfaceType)) {
    possibleTypes[type.name] = schema.getPossibleTypes(type).map(({ name }) => name);
  }

  const constant = (name, type, value) => `export const ${name}: ${type} = ${JSON.stringify(value, null, 2)};`;
  return [
    constant('typesWithoutId', 'string[]', withoutId),
    constant('lists', 'Record<string, Record<string, string[]>>', lists),
    constant('possibleTypes', 'Record<string, string[]>', possibleTypes),
  ].join('\n\n');
}
