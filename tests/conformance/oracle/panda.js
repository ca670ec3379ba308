// A client of the server, as one user or without a token, with keep-alive connections and no retries.

import http from 'node:http';

const MEDIA_TYPE = 'application/graphql-response+json';
const RENEW_AFTER_MILLISECONDS = 8 * 60_000;
const TIMEOUT_MILLISECONDS = 20_000;

const LOGIN = 'mutation Login($input: LoginInput!) { login(input: $input) { accessToken } }';

export class Panda {
  #url;
  #credentials;
  #agent;
  #token;
  #signedInAt = 0;
  requests = 0;

  // With credentials, it signs in. Otherwise it sends the token, if there is one.
  constructor({ url, email, password, token, connections }) {
    if (!email) [this.#token, this.#signedInAt] = [token, Infinity];
    this.#url = new URL('/graphql', url);
    this.#credentials = { email, password };
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  // The status and the body of a response. A broken connection or a response that is not JSON is an error.
  async send(request) {
    if (Date.now() - this.#signedInAt > RENEW_AFTER_MILLISECONDS) await this.#signIn();
    return this.#post(request, await this.#token);
  }

  // The data of a request that must succeed.
  async data(query, variables = {}) {
    const { status, body } = await this.send({ query, variables });
    if (status !== 200 || body.errors) {
      throw new Error(`a plain request failed: ${query} ${JSON.stringify(variables)} ${JSON.stringify(body)}`);
    }
    return body.data;
  }

  close() {
    this.#agent.destroy();
  }

  async #signIn() {
    this.#signedInAt = Date.now();
    this.#token = this.#post({ query: LOGIN, variables: { input: this.#credentials } }).then(({ body }) => {
      const token = body.data?.login?.accessToken;
      if (!token) throw new Error(`the administrator cannot sign in: ${JSON.stringify(body)}`);
      return token;
    });
    await this.#token;
  }

  #post(request, token) {
    this.requests += 1;
    const text = Buffer.from(JSON.stringify(request));
    const headers = { 'content-type': 'application/json', 'content-length': text.length, accept: MEDIA_TYPE };
    if (token) headers.authorization = `Bearer ${token}`;
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers, timeout: TIMEOUT_MILLISECONDS };
      const sent = http.request(this.#url, options, (response) => {
        const chunks = [];
        response.on('error', reject);
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          try {
            resolve({ status: response.statusCode, body: JSON.parse(answer) });
          } catch {
            reject(new Error(`the server answered ${response.statusCode} and no JSON: ${answer.slice(0, 500)}`));
          }
        });
      });
      sent.on('timeout', () => sent.destroy(new Error('the server did not answer in time')));
      sent.on('error', reject);
      sent.end(text);
    });
  }
}
