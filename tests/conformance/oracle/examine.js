// Examines one case: sends its requests to PANDA, and compares each response with the expectation of
// graphql-js.

import { differenceInData, differenceInErrors, isTooComplex, verdictOf } from './compare.js';
import { isRefusedBeforeExecution, judgeDocument, judgeRequest } from './judge.js';

// The counts that a refused mutation must not change.
const COUNTS = `{
  departments(first: 1) { totalCount } organisations(first: 1) { totalCount } clinicians(first: 1) { totalCount }
  patients(first: 1) { totalCount } appointments(first: 1) { totalCount }
}`;

export class Examiner {
  // The counts since the last executed mutation.
  #counts;

  constructor({ schema, judgingSchema, panda, source, figures }) {
    Object.assign(this, { schema, judgingSchema, panda, source, figures });
  }

  // The differences of a case. Each has the entry of the sequence, the expectation, and the response.
  async examine(one) {
    const { document, errors } = judgeDocument(this.judgingSchema, one.text);
    const isRefused = errors.length > 0;
    this.figures.noteDocument(one, isRefused);
    const differences = [];
    for (const [position, entry] of one.sequence.entries()) {
      const request = { document, operationName: entry.operationName, variables: entry.values };
      const operation = document && chosenOperation(document, entry.operationName);
      const isMutation = one.text.includes('mutation');
      const isLast = position === one.sequence.length - 1;
      const isRefusedLater = !isRefused && (await isRefusedBeforeExecution(this.schema, request));
      const refusal = isRefused || isRefusedLater;
      // A mutation that may have unforeseen effects is not sent.
      if (isMutation && !refusal && (one.kind === 'mutated' || entry.fault)) continue;
      this.figures.noteRequest(entry, refusal);
      const outcome = await this.#compare({ one, entry, request, refusal, errors, isMutation, isLast, operation });
      if (outcome.difference) differences.push({ entry, ...outcome });
    }
    return differences;
  }

  async #compare({ one, entry, request, refusal, errors, isMutation, isLast, operation }) {
    // If all requests of a case are refused, one count at its end is enough.
    const isWatched = isMutation && refusal && (isLast || one.kind !== 'mutated');
    if (isMutation && !refusal) this.#counts = undefined;
    if (isWatched) this.#counts ??= await this.panda.data(COUNTS);
    const before = this.#counts;
    const answer = await this.#send(one, entry);
    if (isTooComplex(answer)) {
      this.figures.tooComplex.push(`case ${one.index}: ${answer.body.errors[0].message}`);
      return {};
    }
    const actual = answer.body;
    const verdict = verdictOf(answer);
    if (refusal) {
      if (verdict !== 'refused') {
        this.#counts = undefined;
        const expected = `refused: ${(errors[0] ?? (await this.#judge(request)).errors[0]).message}`;
        return { difference: `expected to be refused, was ${verdict}`, expected, actual };
      }
      if (isWatched) this.#counts = await this.panda.data(COUNTS);
      const isChanged = isWatched && JSON.stringify(before) !== JSON.stringify(this.#counts);
      return {
        difference: isChanged ? 'a refused mutation has written' : undefined,
        expected: before,
        actual: this.#counts,
      };
    }
    if (verdict !== 'executed')
      return { difference: `expected to be executed, was ${verdict}`, expected: 'executed', actual };
    return this.#compareAnswers({ request, isMutation, operation }, actual);
  }

  // If values differ, the plain queries are repeated, because an appointment may have ended since they were
  // cached. The document itself is not repeated: a response that is wrong only once is still a difference.
  async #compareAnswers({ request, isMutation, operation }, actual) {
    if (isMutation) this.source.forget();
    const outcome = await this.#differenceOf(request, operation, actual);
    if (isMutation) this.source.forget();
    if (outcome.difference === undefined || isMutation) return outcome;
    this.source.forget();
    const repeated = await this.#differenceOf(request, operation, actual);
    if (repeated.difference === undefined) this.figures.settled += 1;
    return repeated;
  }

  async #differenceOf(request, operation, actual) {
    const expected = await this.#judge(request);
    const isOfSchema = operation.selectionSet.selections.some((it) => it.name?.value.match(/^__(type|schema)$/));
    const difference =
      differenceInData(expected.data, actual.data, isOfSchema) ?? differenceInErrors(expected, actual.errors ?? []);
    return { difference, expected: { data: expected.data, errors: expected.errors.map(told) }, actual };
  }

  #judge(request) {
    return judgeRequest(this.schema, this.source, request);
  }

  #send(one, { values, operationName }) {
    return this.panda.send({ query: one.text, variables: values, operationName });
  }
}

const told = ({ message, path }) => ({ message, path });

function chosenOperation({ definitions }, name) {
  const operations = definitions.filter(({ kind }) => kind === 'OperationDefinition');
  return operations.find((it) => it.name?.value === name) ?? operations[0];
}
