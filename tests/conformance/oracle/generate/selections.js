// Random walks over the types of the schema.

import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  GraphQLBoolean,
  GraphQLNonNull,
} from 'graphql';
import * as ast from '../ast.js';

const CONNECTION = /Connection$/;
const PAGING = ['first', 'last', 'after', 'before'];
// These fields lead to the introspection types and to the built-in directives, whose descriptions differ
// between implementations.
const HIDDEN = { __Schema: ['types', 'directives'] };
// A path through the introspection types may contain each of these twice.
const ROUNDABOUTS = ['fields', 'inputFields', 'interfaces', 'possibleTypes'];

export class Selections {
  constructor({ schema, random, values, rootFields }) {
    Object.assign(this, { schema, random, values, rootFields });
  }

  // The selections of an operation of a root type. `scope` is shared: variables, fragments and the remaining
  // budget.
  ofRoot(type, scope) {
    return this.#set(type, { depth: 1, pages: 0, rounds: 0 }, scope);
  }

  // An introspection of the schema or of one of its types.
  ofSchema(scope) {
    const { random, schema } = this;
    const place = { depth: 2, pages: 0, rounds: 0 };
    if (random.chance(0.3))
      return ast.field('__schema', { selections: this.#set(schema.getType('__Schema'), place, scope) });
    const name = random.pick([
      'Patient',
      'Node',
      'PatientBy',
      'AppointmentOrder',
      'Role',
      'Query',
      'NhsNumber',
      'Int',
      'NoSuchType',
    ]);
    const args = [ast.argument('name', { kind: 'StringValue', value: name })];
    return ast.field('__type', { args, selections: this.#set(schema.getType('__Type'), place, scope) });
  }

  #set(type, place, scope) {
    const { random } = this;
    const selections = [];
    const wanted = place.depth === 1 ? random.between(1, 3) : random.between(1, 5);
    for (let count = 0; count < wanted; count += 1) selections.push(this.#selection(type, place, scope, selections));
    return selections;
  }

  #selection(type, place, scope, earlier) {
    const { random } = this;
    const fields = earlier.filter((it) => it.kind === 'Field');
    const kind = random.weighted([
      [70, 'field'],
      [8, '__typename'],
      [scope.left > 0 ? 9 : 0, 'inline'],
      [scope.left > 0 ? 7 : 0, 'spread'],
      [fields.length > 0 && scope.left > 0 ? 9 : 0, 'again'],
    ]);
    if (kind === '__typename') {
      const alias = random.chance(0.2) ? this.#alias(scope) : undefined;
      return ast.field('__typename', { alias, directives: this.#directives(scope) });
    }
    if (kind === 'inline') {
      const on = random.chance(0.25) ? undefined : this.#typeCondition(type);
      const inner = on ? this.schema.getType(on) : type;
      scope.left -= 1;
      return ast.inlineFragment(on, this.#set(inner, place, scope), this.#directives(scope));
    }
    if (kind === 'spread') return this.#spread(type, place, scope);
    if (kind === 'again') return this.#again(type, random.pick(fields), place, scope);
    return this.#field(type, place, scope);
  }

  // The same field again, with the same arguments and other subselections.
  #again(type, earlier, place, scope) {
    const again = { ...ast.copy(earlier), directives: this.#directives(scope) };
    const definition = this.#definition(type, earlier.name.value);
    const of = definition && getNamedType(definition.type);
    if (of && isCompositeType(of)) {
      again.selectionSet = ast.selectionSet(this.#set(of, this.#within(definition, place), scope));
    }
    return again;
  }

  #definition(type, name) {
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  }

  // A valid type condition on a type. Some have no possible value with both types.
  #typeCondition(type) {
    const { random, schema } = this;
    if (isInterfaceType(type)) return random.pick([type, ...schema.getPossibleTypes(type)]).name;
    const interfaces = type.getInterfaces();
    return random.chance(0.4) && interfaces.length > 0 ? random.pick(interfaces).name : type.name;
  }

  #spread(type, place, scope) {
    const { random } = this;
    const directives = this.#directives(scope);
    const fitting = scope.fragments.filter(
      (it) => it.type === type.name && it.depth >= place.depth && it.pages >= place.pages,
    );
    if (fitting.length > 0 && random.chance(0.6)) return ast.spread(random.pick(fitting).name, directives);
    const on = this.#typeCondition(type);
    const name = `${scope.prefix}F${(scope.fragmentCount += 1)}`;
    scope.left -= 1;
    const selections = this.#set(this.schema.getType(on), place, scope);
    // Added only when complete, so that it cannot spread itself.
    scope.fragments.push({
      name,
      type: type.name,
      depth: place.depth,
      pages: place.pages,
      node: ast.fragment(name, on, selections),
    });
    return ast.spread(name, directives);
  }

  #field(type, place, scope) {
    const { random } = this;
    const definition = random.pick(this.#candidates(type, place, scope));
    scope.left -= 1;
    const of = getNamedType(definition.type);
    const within = this.#within(definition, place);
    const args = this.#arguments(definition, type, within, scope);
    const selections = isCompositeType(of) ? this.#set(of, within, scope) : undefined;
    const needsAlias = args.length > 0 && random.chance(0.7);
    const alias = needsAlias || random.chance(0.1) ? this.#alias(scope) : undefined;
    return ast.field(definition.name, { alias, args, selections, directives: this.#directives(scope) });
  }

  #within(definition, place) {
    const isPage = CONNECTION.test(getNamedType(definition.type).name);
    const isRound = ROUNDABOUTS.includes(definition.name);
    return {
      depth: place.depth + 1,
      pages: place.pages + Number(isPage),
      rounds: place.rounds + Number(isRound),
    };
  }

  // Fields within the limits. When the budget is used up, only fields that end the walk.
  #candidates(type, place, scope) {
    const hidden = HIDDEN[type.name] ?? [];
    const all = Object.values(type.getFields()).filter((it) => !hidden.includes(it.name));
    const allowed = place.depth === 1 ? all.filter((it) => this.rootFields.includes(it.name)) : all;
    const leaves = allowed.filter((it) => !isCompositeType(getNamedType(it.type)));
    const others = allowed.filter((it) => {
      if (!isCompositeType(getNamedType(it.type))) return false;
      const within = this.#within(it, place);
      return within.depth <= 9 && within.pages <= 2 && within.rounds <= 2;
    });
    const goesOn =
      place.depth === 1 || leaves.length === 0 || (scope.left > 0 && others.length > 0 && this.random.chance(0.45));
    return goesOn && others.length > 0 ? others : leaves;
  }

  #arguments(definition, type, place, scope) {
    const { random } = this;
    const chosen = definition.args.filter((arg) => {
      if (isRequiredArgument(arg) || arg.name === 'asOf') return true;
      return PAGING.includes(arg.name) ? false : random.chance(0.4);
    });
    const has = (name) => definition.args.find((arg) => arg.name === name);
    if (has('first')) {
      const names = random.weighted([
        [84, ['first']],
        [8, ['last']],
        [3, ['first', 'after']],
        [2, ['last', 'before']],
        [2, ['first', 'last']],
        [place.pages === 1 ? 3 : 0, []],
      ]);
      chosen.push(...names.map(has));
    }
    return random.shuffle(chosen).map((arg) => {
      const owner = `${type.name}.${definition.name}`;
      const isSize = arg.name === 'first' || arg.name === 'last';
      const neverNull = arg.name === 'asOf' || (isSize && place.pages > 1);
      const hasDefault = arg.defaultValue !== undefined;
      // `includeDeprecated` is nullable in graphql-js 16, and not in the specification of September 2025.
      const noNull = arg.name === 'includeDeprecated';
      const at = { owner, name: arg.name, hasDefault, neverNull, noNull, variables: scope.variables };
      const of = neverNull ? new GraphQLNonNull(arg.type) : arg.type;
      return ast.argument(arg.name, this.values.literal(of, at));
    });
  }

  #alias(scope) {
    scope.aliases += 1;
    if (scope.aliases > 25) return undefined;
    return this.random.chance(0.9) ? `a${scope.aliases}` : this.random.pick(['id', 'name', 'on', 'null', '_', 'type']);
  }

  #directives(scope) {
    const { random } = this;
    const names = ['skip', 'include'].filter(() => random.chance(0.07));
    return random.shuffle(names).map((name) => {
      const at = { owner: name, name: 'if', variables: scope.variables, variableChance: 0.6, noNull: true };
      return ast.directive(name, [ast.argument('if', this.values.literal(new GraphQLNonNull(GraphQLBoolean), at))]);
    });
  }
}
