// Short constructors of syntax trees.

import { astFromValue, Kind, parse, parseType, parseValue, print } from 'graphql';

export const name = (value) => ({ kind: Kind.NAME, value });
export const variable = (value) => ({ kind: Kind.VARIABLE, name: name(value) });
export const argument = (key, value) => ({ kind: Kind.ARGUMENT, name: name(key), value });
export const objectField = (key, value) => ({ kind: Kind.OBJECT_FIELD, name: name(key), value });
export const object = (fields) => ({ kind: Kind.OBJECT, fields });
export const list = (values) => ({ kind: Kind.LIST, values });
export const nullValue = () => ({ kind: Kind.NULL });
export const selectionSet = (selections) => ({ kind: Kind.SELECTION_SET, selections });
export const spread = (fragment, directives = []) => ({ kind: Kind.FRAGMENT_SPREAD, name: name(fragment), directives });
export const typeNode = (type) => parseType(String(type));
export const literal = (text) => parseValue(text, { noLocation: true });
export const directive = (key, args) => ({ kind: Kind.DIRECTIVE, name: name(key), arguments: args });

export function field(key, { alias, args = [], directives = [], selections } = {}) {
  return {
    kind: Kind.FIELD,
    alias: alias ? name(alias) : undefined,
    name: name(key),
    arguments: args,
    directives,
    selectionSet: selections ? selectionSet(selections) : undefined,
  };
}

export function inlineFragment(type, selections, directives = []) {
  const typeCondition = type ? { kind: Kind.NAMED_TYPE, name: name(type) } : undefined;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet: selectionSet(selections) };
}

export function fragment(key, type, selections) {
  return {
    kind: Kind.FRAGMENT_DEFINITION,
    name: name(key),
    typeCondition: { kind: Kind.NAMED_TYPE, name: name(type) },
    directives: [],
    selectionSet: selectionSet(selections),
  };
}

export function variableDefinition(key, type, defaultValue) {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: variable(key),
    type: typeNode(type),
    defaultValue,
    directives: [],
  };
}

export function operation(kind, key, variableDefinitions, selections) {
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: kind,
    name: key ? name(key) : undefined,
    variableDefinitions,
    directives: [],
    selectionSet: selectionSet(selections),
  };
}

export const documentOf = (definitions) => ({ kind: Kind.DOCUMENT, definitions });
export const copy = (node) => structuredClone(node);
export const parsed = (text) => parse(text, { noLocation: true });
export const selectionsOf = (text) => parsed(text).definitions[0].selectionSet.selections;
export { astFromValue, print };
