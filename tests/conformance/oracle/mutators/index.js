// All mutators by name. A mutator changes the tree of a bench and returns true, or returns a text that
// replaces the document, or returns nothing when the document has no suitable site.

import { print } from '../ast.js';
import { directiveMutators } from './directives.js';
import { fragmentMutators } from './fragments.js';
import { grammarMutators } from './grammar.js';
import { literalMutators } from './literals.js';
import { mergingMutators } from './merging.js';
import { nameMutators } from './names.js';
import { operationMutators } from './operations.js';
import { Bench } from './sites.js';
import { tokenMutators } from './tokens.js';
import { variableMutators } from './variables.js';

const TRIES = 400;

export const mutators = {
  ...nameMutators,
  ...literalMutators,
  ...mergingMutators,
  ...fragmentMutators,
  ...variableMutators,
  ...directiveMutators,
  ...operationMutators,
  ...grammarMutators,
  ...tokenMutators,
};

// A document changed by a mutator. `next` yields documents until one has a suitable site.
export function mutated(name, { schema, random, next }) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const document = next();
    const bench = new Bench({ schema, random, tree: document.tree });
    bench.printed = () => print(document.tree);
    const outcome = mutators[name](bench);
    if (outcome === undefined || outcome === false) continue;
    return { ...document, text: outcome === true ? print(document.tree) : outcome };
  }
  throw new Error(`the mutator "${name}" found no place in ${TRIES} documents`);
}
