// Relay's compiler with the schema and `app.js`: it accepts the connections, and refetches through `node`.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const compiler = path('../node_modules/relay-compiler/cli.js');
const schema = readFileSync(path('../../../schema.graphql'), 'utf8');

// Compiles the app with a schema in a temporary directory.
function compile(schemaText) {
  const place = mkdtempSync(join(tmpdir(), 'panda-relay-'));
  try {
    const artifacts = join(place, 'artifacts');
    mkdirSync(artifacts);
    writeFileSync(join(place, 'schema.graphql'), schemaText);
    copyFileSync(path('app.js'), join(place, 'app.js'));
    const config = { src: '.', schema: 'schema.graphql', language: 'javascript', artifactDirectory: 'artifacts' };
    writeFileSync(join(place, 'relay.config.json'), JSON.stringify(config));
    const ran = spawnSync(process.execPath, [compiler, 'relay.config.json'], { cwd: place, encoding: 'utf8', timeout: 60_000 });
    const said = `${ran.stdout}${ran.stderr}`;
    const read = (name) => [name.replace(/\.graphql\.js$/, ''), readFileSync(join(artifacts, name), 'utf8')];
    return { status: ran.status, said, artifacts: new Map(readdirSync(artifacts).map(read)) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

test('an app with connections, refetches and mutations compiles', () => {
  const { status, said, artifacts } = compile(schema);
  assert.equal(status, 0, said);
  assert.deepEqual([...artifacts.keys()].sort(), [
    'appAnythingQuery',
    'appAppointmentRefetchQuery',
    'appBookMutation',
    'appDiaryPaginationQuery',
    'appPagesQuery',
    'appPatientsPaginationQuery',
    'appPersonRefetchQuery',
    'appRemoveMutation',
    'app_appointment',
    'app_diary',
    'app_patients',
    'app_person',
  ]);
  // Every type with an ID is refetched through `node`, and lists know the position of their page information.
  for (const name of ['appDiaryPaginationQuery', 'appAppointmentRefetchQuery', 'appPersonRefetchQuery']) {
    assert.match(artifacts.get(name), /"name": "node"/, name);
  }
  assert.match(artifacts.get('app_diary'), /"identifierField": "id"/);
  assert.match(artifacts.get('app_diary'), /"connection": /);
  assert.match(artifacts.get('app_patients'), /"backward": \{/);
  assert.match(artifacts.get('appBookMutation'), /"handle": "appendNode"/);
});

// A fault that the compiler does not detect would also pass the test above.
const broken = {
  'no page information': ['	hasNextPage: Boolean!\n', '', /`PageInfo` has no field `hasNextPage`/],
  'no entries': ['type AppointmentEdge {', 'type AppointmentEdge { other: Int\n}\n\ntype Unused {', /`AppointmentEdge` has no field `node`/],
  'no `node`': ['	node(\n', '	object(\n', /`Query` has no field `node`/],
};

for (const [what, [old, replacement, reason]] of Object.entries(broken)) {
  test(`a schema with ${what} is refused`, () => {
    assert.ok(schema.includes(old));
    const { status, said } = compile(schema.replace(old, replacement));
    assert.notEqual(status, 0);
    assert.match(said, reason);
  });
}
