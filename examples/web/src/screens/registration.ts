// Screen 3: registers, amends and removes a patient in the user's language.

import { byField, type Answer, type Client } from '../answer.js';
import { graphql } from '../gql/gql.js';
import type {
  AmendPatientInput,
  AmendPatientMutation,
  RegisterMutation,
  RegisterPatientInput,
  RemovePatientInput,
  RemovePatientMutation,
} from '../gql/graphql.js';
import { newKey, type Keyed } from '../transport.js';

const REGISTER = graphql(`
  mutation Register($input: RegisterPatientInput!) {
    registerPatient(input: $input) {
      patient { id nhsNumber name dateOfBirth postcode email phone addressLines version }
    }
  }
`);

const AMEND = graphql(`
  mutation AmendPatient($input: AmendPatientInput!) {
    amendPatient(input: $input) {
      patient { id nhsNumber name dateOfBirth postcode email phone addressLines version }
    }
  }
`);

const REMOVE = graphql(`
  mutation RemovePatient($input: RemovePatientInput!) {
    removePatient(input: $input) { removedId }
  }
`);

/** A form that is filled in. Its key stays the same however often it is sent, by the program or by the user. */
export class RegistrationForm {
  private key = newKey();
  /** What is wrong, under the name of each input field. */
  faults = new Map<string, string>();

  constructor(private readonly client: Client) {}

  async send(values: Omit<RegisterPatientInput, 'idempotencyKey'>): Promise<Answer<RegisterMutation>> {
    const answer = await this.client.mutate(REGISTER, { input: { ...values, idempotencyKey: this.key } });
    this.faults = byField(answer.refusals);
    // A refused request leaves its key free, so the corrected form can have it. The next patient needs another one.
    if (answer.data?.registerPatient) this.key = newKey();
    return answer;
  }
}

export function amendPatient(client: Client, input: Keyed<AmendPatientInput>): Promise<Answer<AmendPatientMutation>> {
  return client.mutate(AMEND, { input });
}

export function removePatient(client: Client, input: Keyed<RemovePatientInput>): Promise<Answer<RemovePatientMutation>> {
  return client.mutate(REMOVE, { input });
}
