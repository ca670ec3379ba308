import { graphql } from './gql/gql.js';
import type { Answer, Client } from './answer.js';
import type { LoginMutation } from './gql/graphql.js';
import type { Session } from './session.js';

const LOGIN = graphql(`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      accessToken
      refreshToken
      user { id displayName role patient { id name } }
    }
  }
`);

const LOGOUT = graphql(`
  mutation Logout($input: LogoutInput!) {
    logout(input: $input) { endedSessions }
  }
`);

/** Signs in. An access token of an earlier session must not come along, because an expired one ends the request with 401. */
export async function signIn(client: Client, session: Session, email: string, password: string): Promise<Answer<LoginMutation>> {
  session.store.set(undefined);
  const answer = await client.mutate(LOGIN, { input: { email, password } });
  const login = answer.data?.login;
  if (login) session.store.set({ accessToken: login.accessToken, refreshToken: login.refreshToken });
  return answer;
}

/** Signs out in all tabs. The session is forgotten here, even if the server cannot be reached. */
export async function signOut(client: Client, session: Session): Promise<void> {
  const tokens = session.store.get();
  session.store.set(undefined);
  if (tokens) await client.mutate(LOGOUT, { input: { refreshToken: tokens.refreshToken } });
}
