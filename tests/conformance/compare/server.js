// A server of one of the programs, on the database of the demo.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

const START_MILLISECONDS = 60_000;

export class Server {
  #process;
  url;

  static async start({ program, database, key }) {
    const server = new Server();
    const options = ['--listen', '127.0.0.1:0', '--logins-per-account', '10000', '--logins-per-address', '10000'];
    const env = { ...process.env, DATABASE_URL: database, PANDA_JWT_KEYS: key };
    server.#process = spawn(program, ['serve', ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    server.url = await server.#address();
    return server;
  }

  async stop() {
    if (this.#process.exitCode !== null) throw new Error('the program ended by itself');
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  // The address that the program logs when it listens.
  #address() {
    let text = '';
    return new Promise((resolve, reject) => {
      const give = (error) => reject(new Error(`the program does not start: ${error}\n${text}`));
      const late = setTimeout(() => give('it is late'), START_MILLISECONDS);
      this.#process.on('exit', () => give('it ended'));
      const read = (chunk) => {
        text += chunk;
        const found = /127\.0\.0\.1:\d+/.exec(text);
        if (!found) return;
        clearTimeout(late);
        resolve(`http://${found[0]}`);
      };
      this.#process.stdout.on('data', read);
      this.#process.stderr.on('data', read);
    });
  }
}
