// Literals that contain variables, and JSON values for variables.

import {
  GraphQLList,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import * as ast from '../ast.js';

const ABSENT = Symbol('absent');

// Input fields that make a mutation harmless or repeatable. They are always present and never null.
const SAFEGUARDS = ['idempotencyKey', 'expectedVersion'];

const isNeverNull = (type, it) => !isNonNullType(it.type) && (type.isOneOf === true || SAFEGUARDS.includes(it.name));

export class Values {
  constructor({ leaves, random }) {
    this.leaves = leaves;
    this.random = random;
  }

  // A literal for a position of a type. `place` describes the position:
  // - `owner`, `name`: the input type or field to which it belongs, and its name there;
  // - `variables`: the set of the operation's variables, or null in a constant;
  // - `hasDefault`: whether the position has a default;
  // - `neverNull`: the type here is stricter than in the schema, and variables have to keep to it;
  // - `noNull`: null is left out, although the schema allows it.
  literal(type, place) {
    const { random } = this;
    if (place.variables && random.chance(place.variableChance ?? 0.25)) {
      return ast.variable(place.variables.at(type, place));
    }
    if (isNonNullType(type)) return this.#present(type.ofType, place);
    if (!place.noNull && random.chance(0.06)) return ast.nullValue();
    return this.#present(type, place);
  }

  #present(type, place) {
    const { random } = this;
    if (isListType(type)) {
      // A single value is coerced to a list.
      if (random.chance(0.15)) return this.#present(nullable(type.ofType), { ...place, variables: null });
      const items = Array.from({ length: random.int(4) }, () =>
        this.literal(type.ofType, { ...place, hasDefault: false }),
      );
      return ast.list(items);
    }
    if (isInputObjectType(type)) {
      return ast.object(this.#chosen(type).map((it) => ast.objectField(it.name, this.#ofField(type, it, place))));
    }
    if (isEnumType(type)) return { kind: 'EnumValue', value: random.pick(type.getValues()).name };
    return leafNode(this.leaves.scalar(type.name, place.owner, place.name));
  }

  #ofField(type, it, place) {
    const at = { ...place, owner: type.name, name: it.name, hasDefault: it.defaultValue !== undefined };
    const neverNull = isNeverNull(type, it);
    return this.literal(neverNull ? new GraphQLNonNull(it.type) : it.type, { ...at, neverNull });
  }

  // The input fields to include: the required ones, and some of the others.
  #chosen(type) {
    const { random } = this;
    const all = Object.values(type.getFields());
    if (type.isOneOf) return [random.pick(all)];
    return all.filter((it) => isRequiredInputField(it) || SAFEGUARDS.includes(it.name) || random.chance(0.35));
  }

  // A JSON value of a type.
  json(type, place) {
    const { random } = this;
    if (isNonNullType(type)) return this.#presentJson(type.ofType, place);
    return random.chance(0.1) ? null : this.#presentJson(type, place);
  }

  #presentJson(type, place) {
    const { random } = this;
    if (isListType(type)) {
      if (random.chance(0.15)) return this.#presentJson(nullable(type.ofType), place);
      return Array.from({ length: random.int(4) }, () => this.json(type.ofType, place));
    }
    if (isInputObjectType(type)) {
      const entry = (it) => {
        const required = isNeverNull(type, it) ? new GraphQLNonNull(it.type) : it.type;
        return [it.name, this.json(required, { owner: type.name, name: it.name })];
      };
      return Object.fromEntries(this.#chosen(type).map(entry));
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    return this.leaves.scalar(type.name, place.owner, place.name);
  }
}

export const nullable = (type) => (isNonNullType(type) ? type.ofType : type);

function leafNode(value) {
  if (typeof value === 'string') return { kind: 'StringValue', value };
  if (typeof value === 'boolean') return { kind: 'BooleanValue', value };
  return { kind: Number.isInteger(value) ? 'IntValue' : 'FloatValue', value: String(value) };
}

// The variables of one operation.
export class OperationVariables {
  #definitions = new Map();

  constructor({ values, random, prefix = 'v' }) {
    this.values = values;
    this.random = random;
    this.prefix = prefix;
  }

  get definitions() {
    return [...this.#definitions.values()];
  }

  nodes() {
    return this.definitions.map((it) => ast.variableDefinition(it.name, it.type, it.defaultNode));
  }

  // The name of a variable that is valid at a position. A new one is made when none fits.
  at(type, place) {
    const { random } = this;
    const wanted = this.#declared(type, place);
    const fitting = this.definitions.filter((it) => it.text === wanted.text && it.place.name === place.name);
    if (fitting.length > 0 && random.chance(0.5)) return random.pick(fitting).name;
    const name = `${this.prefix}${this.#definitions.size}`;
    this.#definitions.set(name, { ...wanted, name, place });
    return name;
  }

  // Declares the type of a position, or another one that the specification allows there (§5.8.5).
  #declared(type, place) {
    const { random } = this;
    let declared = type;
    let needsDefault = false;
    if (!isNonNullType(type)) {
      if (random.chance(0.25)) declared = new GraphQLNonNull(type);
      else if (isListType(type) && !isNonNullType(type.ofType))
        declared = new GraphQLList(new GraphQLNonNull(type.ofType));
    } else if (!place.neverNull && random.chance(place.hasDefault ? 0.6 : 0.25)) {
      declared = type.ofType;
      needsDefault = !place.hasDefault || random.chance(0.3);
    }
    const constant = { ...place, variables: null };
    const hasDefault = needsDefault || random.chance(0.2);
    const ofDefault = needsDefault ? new GraphQLNonNull(nullable(declared)) : declared;
    const defaultNode = hasDefault ? this.values.literal(ofDefault, constant) : undefined;
    const atNonNull = isNonNullType(type);
    return { type: declared, text: `${declared}${defaultNode ? ast.print(defaultNode) : ''}`, defaultNode, atNonNull };
  }

  // Values for all of them. Null for a nullable variable at a non-null position is rare, because it fails the
  // field.
  json() {
    const entries = this.definitions.map((it) => [it.name, this.#value(it)]);
    return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
  }

  #value(it) {
    const { random, values } = this;
    if (isNonNullType(it.type)) {
      return it.defaultNode && random.chance(0.5) ? ABSENT : values.json(it.type, it.place);
    }
    if (random.chance(0.35)) return ABSENT;
    if (random.chance(it.atNonNull ? 0.08 : 0.15)) return it.place.noNull ? ABSENT : null;
    return values.json(new GraphQLNonNull(it.type), it.place);
  }
}
