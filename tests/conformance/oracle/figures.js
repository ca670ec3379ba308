// Counts what a run has examined, and reports when that is too little.

import { variants } from './generate/variants.js';
import { mutators } from './mutators/index.js';
import { valueMutators } from './mutators/values.js';

// The minimum per cent of documents of each kind that must turn out as intended, by graphql-js.
const VALID_PERCENT = 85;
const VARIANT_PERCENT = 50;
const MUTATED_PERCENT = 40;
// The number of cases for which at least one refusal by a mutation of values is expected.
const CASES_PER_VALUE_MUTATOR = 250;
const MOST_TOO_COMPLEX_PERCENT = 0.5;

export class Figures {
  documents = new Map();
  values = new Map();
  requests = 0;
  refusals = 0;
  // Requests above a limit of the server, which prove nothing.
  tooComplex = [];
  // Responses that were right after all, because values had changed since the plain queries were cached.
  settled = 0;

  noteDocument({ kind, name }, isRefused) {
    const entry = this.documents.get(name) ?? { kind, refused: 0, accepted: 0 };
    entry[isRefused ? 'refused' : 'accepted'] += 1;
    this.documents.set(name, entry);
  }

  noteRequest({ fault }, isRefused) {
    this.requests += 1;
    this.refusals += Number(isRefused);
    if (fault && isRefused) this.values.set(fault, (this.values.get(fault) ?? 0) + 1);
  }

  // Problems of the run itself. Fewer than `enough` cases do not reach every mutator.
  shortcomings(cases, enough) {
    if (cases < enough) return [];
    const found = [];
    const expect = (names, kind, key, percent) => {
      for (const name of names) {
        const { refused = 0, accepted = 0 } = this.documents.get(name) ?? {};
        const share = { refused, accepted }[key];
        const all = refused + accepted;
        if (all === 0 || share * 100 < all * percent)
          found.push(`${kind} "${name}": ${share} of ${all} documents were ${key}`);
      }
    };
    expect(['valid'], 'the generator', 'accepted', VALID_PERCENT);
    expect(Object.keys(variants), 'the variant', 'accepted', VARIANT_PERCENT);
    expect(Object.keys(mutators), 'the mutator', 'refused', MUTATED_PERCENT);
    for (const name of Object.keys(valueMutators)) {
      const refused = this.values.get(name) ?? 0;
      const least = Math.floor(cases / CASES_PER_VALUE_MUTATOR);
      if (refused < least)
        found.push(`the change of values "${name}": ${refused} refusals, at least ${least} expected`);
    }
    if (this.tooComplex.length * 100 > this.requests * MOST_TOO_COMPLEX_PERCENT) {
      found.push(`${this.tooComplex.length} requests were QUERY_TOO_COMPLEX`);
    }
    return found;
  }

  toString() {
    const sum = (kind, key) =>
      [...this.documents.values()].filter((it) => it.kind === kind).reduce((total, it) => total + it[key], 0);
    const line = (kind) =>
      `${kind}: ${sum(kind, 'accepted')} accepted and ${sum(kind, 'refused')} refused by graphql-js`;
    return [
      line('valid'),
      line('variant'),
      `${line('mutated')}, by ${Object.keys(mutators).length} mutators`,
      `${this.requests} requests, ${this.refusals} of them to be refused; ${this.tooComplex.length} were too complex, for ${this.settled} the plain queries were asked again`,
    ].join('\n');
  }
}
