// The source of the expected values: PANDA itself, queried one field at a time with plain queries.
//
// A plain query has no aliases, fragments on other types, directives or repeated fields. It selects
// everything, and passes every argument as one whole variable. So it uses none of the tested features.
// Objects are read with all their leaves, so that a document needs few plain queries, and these are cached.
// If a plain response has null without an error at a non-null position, the run ends.

import { getNamedType, getNullableType, isCompositeType, isInterfaceType, isListType, isNonNullType } from 'graphql';

const NODE = 'Node';
const MOST_CACHED = 2_000;

// The error of a field that PANDA refuses: its codes and the affected arguments.
export class Refusal extends Error {
  constructor(errors) {
    super(errors.map(({ message }) => message).join('; '));
    this.faults = errors.map(faultOf);
  }
}

export const faultOf = ({ extensions = {} }) => `${extensions.code} ${(extensions.field ?? []).join('.')}`;

export class Source {
  #cache = new Map();
  // The numbers of cache hits and misses.
  hits = 0;
  misses = 0;

  constructor({ schema, panda }) {
    this.schema = schema;
    this.panda = panda;
  }

  forget() {
    this.#cache.clear();
  }

  // The value of an object's field. `kind` is that of the operation if the field is a root field.
  async field(parent, parentType, definition, args, kind) {
    const route = this.#routeTo(parent, parentType, { definition, args }, kind);
    const isKnown = definition.args.length === 0 && Object.hasOwn(parent.values, definition.name);
    const value = isKnown ? parent.values[definition.name] : await this.#asked(route);
    return wrapped(value, definition.type, route);
  }

  // The path of a plain query to a field: by the object's ID, or through its parent.
  #routeTo(parent, parentType, step, kind) {
    if (kind) return { kind, steps: [step] };
    if (hasId(parentType)) return { kind: 'query', id: parent.values.id, type: parentType, steps: [step] };
    return { ...parent.route, steps: [...parent.route.steps, step] };
  }

  async #asked(route) {
    const key = JSON.stringify([
      route.kind,
      route.id,
      route.type?.name,
      route.steps.map((it) => [it.definition.name, it.args]),
    ]);
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      this.hits += 1;
      return cached;
    }
    this.misses += 1;
    const answer = this.#fetch(route);
    if (this.#cache.size >= MOST_CACHED) this.#cache.clear();
    if (route.kind === 'query') this.#cache.set(key, answer);
    return answer;
  }

  async #fetch(route) {
    const { text, variables, path } = this.#plain(route);
    const { status, body } = await this.panda.send({ query: text, variables });
    if (status !== 200 || !Object.hasOwn(body, 'data')) {
      throw new Unanswered(`a plain query was refused: ${text} ${JSON.stringify(variables)} ${JSON.stringify(body)}`);
    }
    const own = path.join('.');
    if (body.errors) {
      const elsewhere = body.errors.filter((error) => error.path?.join('.') !== own);
      if (elsewhere.length === 0) throw new Refusal(body.errors);
      throw new Unanswered(`a plain query has an error elsewhere than at its field: ${text} ${JSON.stringify(body)}`);
    }
    let value = body.data;
    for (const step of path) value = value?.[step];
    const { type } = route.steps[route.steps.length - 1].definition;
    if (value === undefined || (value === null && isNonNullType(type))) {
      throw new Unanswered(`a plain query has no value where there must be one: ${text} ${JSON.stringify(body)}`);
    }
    return value;
  }

  #plain(route) {
    const declared = [];
    const variables = {};
    let text = '';
    for (const { definition, args } of route.steps) {
      const given = Object.entries(args).map(([name, value], index) => {
        const key = `p${declared.length}_${index}`;
        const argument = definition.args.find((it) => it.name === name);
        declared.push(`$${key}: ${argument.type}`);
        variables[key] = value;
        return `${name}: $${key}`;
      });
      text += ` { ${definition.name}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
    }
    const { definition: last } = route.steps[route.steps.length - 1];
    text += this.#everything(getNamedType(last.type)) + ' }'.repeat(route.steps.length);
    const path = route.steps.map((it) => it.definition.name);
    if (route.id !== undefined) {
      declared.push('$id: ID!');
      variables.id = route.id;
      text = ` { node(id: $id) { __typename ... on ${route.type.name}${text} } }`;
      path.unshift('node');
    }
    return { text: `${route.kind}${declared.length > 0 ? `(${declared.join(', ')})` : ''}${text}`, variables, path };
  }

  // A selection of everything in a type. Of objects with an ID it has the leaves only, because the rest can
  // be requested later.
  #everything(type) {
    if (!isCompositeType(type)) return '';
    if (isInterfaceType(type)) return ' { __typename id }';
    const fields = Object.values(type.getFields()).flatMap((it) => {
      const of = getNamedType(it.type);
      if (!isCompositeType(of)) return [it.name];
      return it.args.length === 0 && !hasId(type) ? [it.name + this.#everything(of)] : [];
    });
    return ` { __typename ${fields.join(' ')} }`;
  }
}

// The server gave no valid response to a plain query, so nothing can be compared.
export class Unanswered extends Error {}

const hasId = (type) => type.getInterfaces().some(({ name }) => name === NODE);

// The value for graphql-js: objects as sources of their fields, leaves unchanged.
function wrapped(value, type, route) {
  if (value === null || !isCompositeType(getNamedType(type))) return value;
  const nullable = getNullableType(type);
  if (isListType(nullable)) return value.map((item) => wrapped(item, nullable.ofType, route));
  return { __typename: value.__typename, values: value, route };
}
