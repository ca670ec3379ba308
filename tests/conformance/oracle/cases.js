// The cases of a run. A case depends only on the seed and on its number.

import { GraphQLError, isInputType, isNonNullType, parse, typeFromAST } from 'graphql';
import { Documents } from './generate/documents.js';
import { variants } from './generate/variants.js';
import { print } from './ast.js';
import { mutated, mutators } from './mutators/index.js';
import { Bench } from './mutators/sites.js';
import { definitionsOf, unusualValues, valueMutators } from './mutators/values.js';
import { Random } from './random.js';

const names = Object.keys(mutators);
const variantNames = Object.keys(variants);
const valueNames = Object.keys(valueMutators);

// Of this many cases, one is a variant, half have a faulty document, and the others are valid.
const CYCLE = 8;
const TRIES = 400;

export class Cases {
  constructor({ schema, pools, seed }) {
    Object.assign(this, { schema, pools, seed });
  }

  // A document with its sequence of values. The first ones are sent again at the end.
  at(index) {
    const random = new Random(`${this.seed}/${index}`);
    const documents = new Documents({ schema: this.schema, pools: this.pools, random });
    const next = () => documents.next(random.chance(0.2) ? 'mutation' : 'query');
    const position = index % CYCLE;
    const round = Math.floor(index / CYCLE);
    if (position === 0) return this.#variant(index, variantNames[round % variantNames.length], random, next);
    if (position % 2 === 1)
      return this.#mutated(
        index,
        names[(round * (CYCLE / 2) + (position - 1) / 2) % names.length],
        random,
        next,
        documents,
      );
    return this.#valid(index, random, next);
  }

  #mutated(index, name, random, next, documents) {
    const document = mutated(name, { schema: this.schema, random, next });
    const entry = this.#withoutOtherFaults(document, documents);
    return { index, name, kind: 'mutated', text: document.text, sequence: [entry, entry] };
  }

  // The values of a mutated document. The document's fault must be the only reason to refuse it: the
  // operation exists, and every variable that needs a value has one.
  #withoutOtherFaults({ text, operationName, variables }, documents) {
    const values = variables();
    const operations = operationsIn(text);
    const names = operations.map((it) => it.name?.value);
    const isThere = names.includes(operationName);
    const meant = operations.length > 1 ? names.find((it) => it !== undefined) : undefined;
    const chosen = isThere ? operationName : meant;
    const operation = operations.find((it) => it.name?.value === chosen) ?? operations[0];
    for (const it of operation?.variableDefinitions ?? []) {
      const type = typeFromAST(this.schema, it.type);
      const key = it.variable.name.value;
      if (Object.hasOwn(values, key) || it.defaultValue || !isNonNullType(type) || !isInputType(type)) continue;
      values[key] = documents.values.json(type, { owner: '', name: '' });
    }
    return { values, operationName: chosen };
  }

  #variant(index, name, random, next) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const document = next();
      const bench = new Bench({ schema: this.schema, random, tree: document.tree });
      bench.printed = () => print(document.tree);
      const text = variants[name](bench);
      if (text === undefined) continue;
      // Some variants are complete documents.
      const isOwn = !operationsOf(parse(text)).some((it) => it.name?.value === document.operationName);
      const entry = { values: document.variables(), operationName: isOwn ? undefined : document.operationName };
      return { index, name, kind: 'variant', text, sequence: [entry, entry] };
    }
    throw new Error(`the variant "${name}" found no place in ${TRIES} documents`);
  }

  // A valid document: valid values, faulty values, other valid values, and the first ones again.
  #valid(index, random, next) {
    const { document, operations, faulty, means } = this.#withPlaceForFault(Math.floor(index / 2), random, next);
    const { operationName } = document;
    const entry = (values, fault) => ({ values: sent(values, random), fault, operationName });
    const first = entry(document.variables());
    const between = faulty ? [entry(faulty.values, faulty.name), entry(document.variables())] : [];
    if (means.definitions.length > 0 && random.chance(0.3)) {
      const name = random.pick(Object.keys(unusualValues));
      const values = unusualValues[name]({ ...means, values: document.variables() });
      if (values !== undefined) between.push(entry(values, name));
    }
    if (random.chance(0.08))
      between.push({ ...first, operationName: 'NoSuchOperation', fault: 'unknown operation name' });
    for (const other of document.others) {
      between.push({ values: sent(other.variables(), random), operationName: other.operationName });
    }
    if (operations.length > 1) between.push({ ...first, operationName: undefined, fault: 'no operation name' });
    // Some documents are first sent with faulty values.
    const sequence = random.chance(0.4) ? [...between, first, first] : [first, ...between, first];
    return { index, name: 'valid', kind: 'valid', text: print(document.tree), sequence };
  }

  // Seven in ten documents suit one mutation of values, in rotation. The others may have no variables.
  #withPlaceForFault(turn, random, next) {
    const name = valueNames[turn % valueNames.length];
    const isChosen = random.chance(0.7);
    for (let tries = 0; ; tries += 1) {
      const document = next();
      const operations = operationsOf(document.tree);
      const chosen = operations.find((it) => it.name?.value === document.operationName) ?? operations[0];
      const means = { values: document.variables(), definitions: definitionsOf(this.schema, chosen), random };
      const values = valueMutators[name](means);
      if (values !== undefined || !isChosen || tries === TRIES) {
        return { document, operations, means, faulty: values && { values, name } };
      }
    }
  }
}

// The operations of a text. If it is malformed, only their names.
function operationsIn(text) {
  try {
    return operationsOf(parse(text));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const found = [...text.matchAll(/\b(?:query|mutation)\s+([_A-Za-z]\w*)/g)];
    return found.map(([, name]) => ({ name: { value: name } }));
  }
}

const operationsOf = ({ definitions }) => definitions.filter(({ kind }) => kind === 'OperationDefinition');

// Absent variables can be sent in three ways.
function sent(values, random) {
  return Object.keys(values).length > 0 ? values : random.pick([{}, null, undefined]);
}
