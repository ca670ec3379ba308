// Renders the ICU template of every code, in every locale and for many numbers, with a client library, and
// compares the text with the server's message. The tests in `tests/api/icu.rs` write the templates, arguments
// and messages.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';

const FILE = new URL('../../../target/tmp/messages.ndjson', import.meta.url);

// The minimum for a meaningful run: 113 codes in eight locales, and the numbers of the codes with counts.
const LEAST = { templates: 900, messages: 15_000 };

const read = () => {
  assert.ok(existsSync(FILE), `${FILE.pathname} is missing; write it with: cargo test --test api -- icu::`);
  return readFileSync(FILE, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
};

test('a client renders each message as the server does', () => {
  const templates = new Map();
  const differences = [];
  const cases = read();
  for (const { locale, code, icu, args, message } of cases) {
    const key = `${locale} ${code}`;
    if (!templates.has(key)) templates.set(key, new IntlMessageFormat(icu, locale, undefined, { ignoreTag: true }));
    const rendered = templates.get(key).format(args);
    if (rendered !== message) differences.push({ key, args, rendered, message });
  }
  console.log(`${cases.length} messages of ${templates.size} templates, ${differences.length} differences`);
  assert.deepEqual(differences.slice(0, 10), []);
  assert.ok(templates.size >= LEAST.templates && cases.length >= LEAST.messages);
});

test('each message with a count has every plural form in each locale', () => {
  for (const { locale, code, icu } of read()) {
    if (!icu.includes(', plural,')) continue;
    for (const form of new Intl.PluralRules(locale).resolvedOptions().pluralCategories) {
      assert.ok(icu.includes(` ${form} {`), `${locale} ${code} lacks ${form}`);
    }
  }
});
