// The session: the signed-in user's tokens, the language of responses, and requests on the user's behalf.
//
// Tokens stay in this page's memory. They are not put into GraphiQL's header editor, because its history
// saves headers in the browser's storage.

const api = "/graphql";
const tokens = "{ accessToken refreshToken }";
const operations = {
  login: `mutation($input: LoginInput!) { login(input: $input) ${tokens} }`,
  refresh: `mutation($input: RefreshInput!) { refresh(input: $input) ${tokens} }`,
  logout: "mutation($input: LogoutInput!) { logout(input: $input) { endedSessions } }",
};

// The error codes that invalidate the tokens. Other errors, such as an outage, do not end a session.
const final = ["ACCOUNT_REFRESH_TOKEN_INVALID", "ACCOUNT_CREDENTIALS_INVALID"];

class Session {
  // Called when the session has ended on the server.
  ended = () => {};
  // The language of responses, as a BCP 47 tag. Empty means the browser's language.
  language = "";
  #tokens = null;
  // Gets new tokens when these have expired.
  #renewal = null;
  // A login, a renewal or a logout in progress, which requests wait for.
  #pending = null;

  // Signs in, and renews the session by refresh tokens.
  signIn(email, password) {
    this.#renewal = (last) => this.#carryOut("refresh", { refreshToken: last.refreshToken });
    return this.#begin(() => this.#carryOut("login", { email, password }));
  }

  // Signs in with public credentials, and renews the session by signing in again. So a restart of the demo
  // does not end the session.
  signInAsDemo(email, password) {
    this.#renewal = () => this.#carryOut("login", { email, password });
    return this.#begin(this.#renewal);
  }

  // Discards the tokens, and ends the session on the server.
  signOut() {
    const last = this.#tokens;
    return this.#begin(async () => {
      if (last) await this.#carryOut("logout", { refreshToken: last.refreshToken });
      return null;
    });
  }

  // Runs a query and returns its data, or an empty object without data.
  async ask(query) {
    const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) };
    const response = await this.fetch(api, options);
    return (await response.json()).data ?? {};
  }

  // Does what `fetch` does, on behalf of the signed-in user. When the access token has expired, it is renewed
  // and the request is sent once more.
  async fetch(url, options) {
    await this.#settled();
    const headers = new Headers(options.headers);
    // A header that the user wrote takes precedence.
    const used = headers.has("authorization") ? null : this.#tokens;
    const response = await this.#send(url, options, headers, used);
    if (response.status !== 401 || !used) return response;
    // If several requests are refused concurrently, the first renews the token for all.
    if (this.#tokens === used && !this.#pending) this.#begin(() => this.#renew(used)).catch(() => {});
    await this.#settled();
    // The tokens could not be renewed at present.
    if (this.#tokens === used) return response;
    if (this.#tokens) return this.#send(url, options, headers, this.#tokens);
    this.ended();
    return response;
  }

  // The next tokens, or the last ones if the session continues without a renewal.
  async #renew(last) {
    try {
      return await this.#renewal(last);
    } catch (error) {
      if (error.codes?.some((code) => final.includes(code))) throw error;
      return last;
    }
  }

  #send(url, options, headers, by) {
    if (by) headers.set("authorization", `Bearer ${by.accessToken}`);
    if (this.language && !headers.has("accept-language")) headers.set("accept-language", this.language);
    return fetch(url, { ...options, headers });
  }

  // Runs one mutation. Throws its errors with messages for the user.
  async #carryOut(name, input) {
    const body = JSON.stringify({ query: operations[name], variables: { input } });
    const headers = new Headers({ "content-type": "application/json" });
    const response = await this.#send(api, { method: "POST", body }, headers, null);
    const { data, errors } = await response.json();
    if (errors) {
      const codes = errors.map((error) => error.extensions.code);
      throw Object.assign(new Error(errors.map((error) => error.message).join(" ")), { codes });
    }
    return data[name];
  }

  #begin(work) {
    this.#tokens = null;
    const pending = work().then((tokens) => {
      // Ignores the tokens if the user has chosen another account meanwhile.
      if (this.#pending === pending) this.#tokens = tokens;
    });
    this.#pending = pending;
    return pending.finally(() => {
      if (this.#pending === pending) this.#pending = null;
    });
  }

  async #settled() {
    while (this.#pending) await this.#pending.catch(() => {});
  }
}
