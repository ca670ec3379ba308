// Faulty literals: types, ranges, input objects and lists (§5.6).

import {
  GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  getNullableType,
  isRequiredInputField,
} from 'graphql';
import * as ast from '../ast.js';

// Literals that do not fit a type. Every custom scalar accepts a text.
const UNFIT = {
  Int: ['"1"', '1.5', 'true', 'ONE', '[[1]]', '{a: 1}', '1e2'],
  Float: ['"1"', 'true', 'ONE'],
  Boolean: ['"true"', '1', 'TRUE', '{}'],
  String: ['1', 'true', 'WORD', '{}', '[["a"]]'],
  ID: ['1.5', 'true', 'WORD', '{}'],
  Decimal: ['true', 'WORD', '{}'],
};
const CUSTOM = ['1', 'true', 'WORD', '{}', '1.5'];

const isConstantLeaf = ({ named }) => named !== undefined;

// Replaces a literal, but keeps its node.
function replace(node, text) {
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, ast.literal(text));
  return true;
}

function replaceLeaf(bench, fits, texts) {
  const site = bench.one('leaves', (it) => isConstantLeaf(it) && fits(it));
  return site && replace(site.node, bench.random.pick(texts(site)));
}

const isScalar =
  (name) =>
  ({ named }) =>
    named instanceof GraphQLScalarType && named.name === name;

export const literalMutators = {
  'literal of a wrong type': (bench) => {
    const fits = ({ named }) => named instanceof GraphQLScalarType;
    return replaceLeaf(bench, fits, ({ named }) => UNFIT[named.name] ?? CUSTOM);
  },
  'enum value as a text': (bench) => {
    const site = bench.one('leaves', ({ named }) => named && isEnumType(named));
    return site && replace(site.node, JSON.stringify(site.node.value));
  },
  'unknown enum value': (bench) =>
    replaceLeaf(
      bench,
      ({ named }) => isEnumType(named),
      () => ['NO_SUCH_VALUE', 'true', 'asc'],
    ),
  'text as an enum value': (bench) => {
    const isText = ({ node, named }) => node.kind === 'StringValue' && !isEnumType(named);
    return replaceLeaf(bench, isText, () => ['WORD']);
  },
  'integer out of range': (bench) =>
    replaceLeaf(bench, isScalar('Int'), () => ['2147483648', '-2147483649', '99999999999999999999']),
  'float for an integer': (bench) => replaceLeaf(bench, isScalar('Int'), () => ['1.0', '1e0', '0.5']),
  'object for a leaf': (bench) =>
    replaceLeaf(
      bench,
      () => true,
      () => ['{}', '{a: 1}'],
    ),
  'list for a leaf': (bench) => {
    const isSingle = ({ type, isConstant }) => !isListType(getNullableType(type)) && !isConstant;
    return replaceLeaf(bench, isSingle, () => ['[]', '["a"]', '[[1]]']);
  },
  'leaf for an object': (bench) => {
    const site = bench.one('objects');
    return site && replace(site.node, bench.random.pick(['1', '"x"', 'NAME', 'true', '[{}]', '[]']));
  },
  'null in a list of what may not be null': (bench) => {
    const isStrict = ({ type }) =>
      type && isListType(getNullableType(type)) && isNonNullType(getNullableType(type).ofType);
    const site = bench.one('lists', isStrict);
    if (!site) return undefined;
    site.node.values.push(ast.nullValue());
    return true;
  },
  'list in a list': (bench) => {
    const site = bench.one('lists');
    if (!site) return undefined;
    site.node.values.push(ast.literal('[[null, 1]]'));
    return true;
  },
  'unknown input field': (bench) => {
    const site = bench.one('objects');
    if (!site) return undefined;
    site.node.fields.push(ast.objectField('noSuchField', ast.literal('1')));
    return true;
  },
  'duplicate input field': (bench) => {
    const site = bench.one('inputFields', ({ type }) => type);
    if (!site) return undefined;
    site.owner.fields.push(ast.copy(site.node));
    return true;
  },
  'duplicate input field with another value': (bench) => {
    const site = bench.one('inputFields', ({ type, node }) => type && node.value.kind === 'StringValue');
    if (!site) return undefined;
    site.owner.fields.push({ ...ast.copy(site.node), value: ast.literal('"another"') });
    return true;
  },
  'missing required input field': (bench) => {
    const required = ({ type }) => Object.values(type.getFields()).filter(isRequiredInputField);
    const site = bench.one('objects', (it) => isInputObjectType(it.type) && required(it).length > 0);
    if (!site) return undefined;
    const { name } = bench.random.pick(required(site));
    site.node.fields = site.node.fields.filter((it) => it.name.value !== name);
    return true;
  },
  'null for a required input field': (bench) => {
    const site = bench.one('inputFields', ({ type }) => type && isNonNullType(type));
    if (!site) return undefined;
    site.node.value = ast.nullValue();
    return true;
  },
  'two fields in a oneOf': (bench) => oneOf(bench, (type) => `{${keysOf(type).map((key) => `${key}: "x"`)}}`),
  'two fields in a oneOf, one of them null': (bench) => {
    return oneOf(bench, (type) => `{${keysOf(type).map((key, index) => `${key}: ${index ? 'null' : '"x"'}`)}}`);
  },
  'null in a oneOf': (bench) => oneOf(bench, (type) => `{${keysOf(type)[0]}: null}`),
  'no field in a oneOf': (bench) => oneOf(bench, () => '{}'),
};

const keysOf = (type) => Object.keys(type.getFields());

function oneOf(bench, text) {
  const site = bench.one('objects', ({ type }) => type.isOneOf);
  return site && replace(site.node, text(site.type));
}
