// Faulty values of variables, and some unusual valid ones. Each is a function of the values, the definitions
// and the random generator. It returns other values, or nothing when no variable is suitable.

import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
} from 'graphql';

// Replaces the value of a variable with a suitable type.
function change(fits, value) {
  return ({ values, definitions, random }) => {
    const fitting = definitions.filter((it) => fits(it, values));
    if (fitting.length === 0) return undefined;
    const it = random.pick(fitting);
    const changed = value(values[it.name], it, random);
    return changed === undefined ? undefined : { ...values, [it.name]: changed };
  };
}

const bare = ({ type }) => getNullableType(type);
const isScalar =
  (...names) =>
  (it) =>
    isScalarType(bare(it)) && names.includes(bare(it).name);
const isObject = (it) => isInputObjectType(bare(it));
const isList = (it) => isListType(bare(it));
const isStrict = ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined;
const isGivenObject = (it, values) => isObject(it) && values[it.name] !== null && typeof values[it.name] === 'object';
const picked =
  (...choices) =>
  (_value, _it, random) =>
    random.pick(choices);
const CUSTOM = ['Date', 'DateTime', 'NhsNumber', 'Postcode', 'Locale'];
const isSafeguard = (key) => key === 'expectedVersion' || key === 'idempotencyKey';

export const valueMutators = {
  'required variable is absent': ({ values, definitions, random }) => {
    const required = definitions.filter(isStrict);
    if (required.length === 0) return undefined;
    const { [random.pick(required).name]: _absent, ...rest } = values;
    return rest;
  },
  'null for a non-null variable': change(
    (it) => isNonNullType(it.type),
    () => null,
  ),
  'other than an integer': change(isScalar('Int'), picked('1', 1.5, true, [1, 'x'], {}, 'x', '')),
  'integer out of range': change(isScalar('Int'), picked(2147483648, -2147483649, 1e20)),
  'other than a boolean': change(isScalar('Boolean'), picked('true', 0, 1, [], {}, '')),
  'other than a text': change(isScalar('String'), picked(1, true, ['x', 'y'], {}, 1.5)),
  'other than an identifier': change(isScalar('ID'), picked(1.5, true, {}, ['x', 'y'])),
  'other than a text for a custom scalar': change(
    isScalar(...CUSTOM),
    picked(20260101, true, {}, ['2026-01-01', 'x'], 1.5),
  ),
  'other than an enum value': change(
    (it) => isEnumType(bare(it)),
    picked('NO_SUCH_VALUE', 'asc', 1, true, {}, '', [], '"ASC"'),
  ),
  'other than an input object': change(isObject, picked('x', 1, true, [], [{}], '{}')),
  'unknown input field': change(isGivenObject, (value) => ({ ...value, noSuchField: 1 })),
  'missing or null input field': change(isGivenObject, (value, it, random) => {
    const required = Object.values(bare(it).getFields()).filter(({ type }) => isNonNullType(type));
    if (required.length === 0) return undefined;
    const { name } = random.pick(required);
    const { [name]: _absent, ...rest } = value;
    return random.chance(0.5) ? rest : { ...value, [name]: null };
  }),
  'input field of a wrong type': change(isGivenObject, (value, _it, random) => {
    const keys = Object.keys(value).filter((key) => !isSafeguard(key));
    return keys.length > 0 ? { ...value, [random.pick(keys)]: random.pick([{ a: 1 }, [[{}]], true]) } : undefined;
  }),
  'two fields in a oneOf': change(
    (it) => bare(it).isOneOf === true,
    (_value, it, random) => {
      const keys = Object.keys(bare(it).getFields());
      return Object.fromEntries(keys.map((key, index) => [key, index > 0 && random.chance(0.4) ? null : 'x']));
    },
  ),
  'no field in a oneOf, or null': change(
    (it) => bare(it).isOneOf === true,
    (_value, it, random) => {
      return random.pick([{}, { [Object.keys(bare(it).getFields())[0]]: null }, null, []]);
    },
  ),
  'null in a list': change((it) => isList(it) && isNonNullType(bare(it).ofType), picked([null], ['x', null])),
  'list with a fault': change(isList, picked([{}], [[['x']]], [true], [{ a: 1 }], {}, [1.5])),
  'list for a single value': change(
    (it) => !isList(it),
    (value) => [value ?? 1, value ?? 2],
  ),
};

// Values that look unusual and are valid.
export const unusualValues = {
  'single value for a list': change(
    (it) => isList(it) && !isInputObjectType(getNamedType(it.type)),
    (value) => (Array.isArray(value) && value.length === 1 ? value[0] : undefined),
  ),
  'more variables than there are': ({ values }) => ({ ...values, noSuchVariable: { a: [1, null] }, V0: 'x' }),
  'number for an identifier': change(isScalar('ID'), picked(7, 0, -3)),
};

// The definitions of an operation, with their types.
export function definitionsOf(schema, operation) {
  return operation.variableDefinitions.map((it) => ({
    name: it.variable.name.value,
    type: typeFromAST(schema, it.type),
    defaultValue: it.defaultValue,
  }));
}
