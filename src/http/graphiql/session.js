// Who is signed in, in which language they are answered, and requests on their behalf.
//
// Tokens stay in this page's memory. They are not put into GraphiQL's header editor either, for its history keeps what
// stands there in the browser's storage.

const api = "/graphql";
const tokens = "{ accessToken refreshToken }";
const operations = {
  login: `mutation($input: LoginInput!) { login(input: $input) ${tokens} }`,
  refresh: `mutation($input: RefreshInput!) { refresh(input: $input) ${tokens} }`,
  logout: "mutation($input: LogoutInput!) { logout(input: $input) { endedSessions } }",
};

// The codes after which the tokens are of no use. Anything else, such as an outage, ends no session.
const final = ["ACCOUNT_REFRESH_TOKEN_INVALID", "ACCOUNT_CREDENTIALS_INVALID"];

class Session {
  // Called when the session turns out to be over.
  ended = () => {};
  // The language of answers, as a BCP 47 tag; that of the browser when empty.
  language = "";
  #tokens = null;
  // How to get the next tokens when these are no longer good.
  #renewal = null;
  // A login, a renewal or a logout that is under way, for which requests wait.
  #pending = null;

  // Signs in, and goes on by refreshing.
  signIn(email, password) {
    this.#renewal = (last) => this.#carryOut("refresh", { refreshToken: last.refreshToken });
    return this.#begin(() => this.#carryOut("login", { email, password }));
  }

  // Signs in by what everybody may know, and goes on by signing in again, so that a demo that has started over is no end.
  signInAsDemo(email, password) {
    this.#renewal = () => this.#carryOut("login", { email, password });
    return this.#begin(this.#renewal);
  }

  // Forgets who is signed in, and has the server end the session.
  signOut() {
    const last = this.#tokens;
    return this.#begin(async () => {
      if (last) await this.#carryOut("logout", { refreshToken: last.refreshToken });
      return null;
    });
  }

  // What a query is answered: its data, as far as there are any.
  async ask(query) {
    const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) };
    const response = await this.fetch(api, options);
    return (await response.json()).data ?? {};
  }

  // Does what `fetch` does on behalf of whoever is signed in. When the access token is no longer good, it is renewed, and
  // the request is sent once more.
  async fetch(url, options) {
    await this.#settled();
    const headers = new Headers(options.headers);
    // Whoever writes such a header means it.
    const used = headers.has("authorization") ? null : this.#tokens;
    const response = await this.#send(url, options, headers, used);
    if (response.status !== 401 || !used) return response;
    // Of several requests that are refused at once, the first renews the token for all.
    if (this.#tokens === used && !this.#pending) this.#begin(() => this.#renew(used)).catch(() => {});
    await this.#settled();
    // The tokens could not be renewed now.
    if (this.#tokens === used) return response;
    if (this.#tokens) return this.#send(url, options, headers, this.#tokens);
    this.ended();
    return response;
  }

  // The next tokens, or the last ones if the session goes on without.
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

  // Carries out one mutation. What was refused is thrown in words for people.
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
    const pending = work().then((given) => {
      // Whoever has chosen somebody else meanwhile is not signed in as this one.
      if (this.#pending === pending) this.#tokens = given;
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
