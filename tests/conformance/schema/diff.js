// Compares `schema.graphql` with that of the last release, `released.graphql`. Breaking changes must be
// acknowledged in CHANGELOG.md by their path in backticks, under "## Unreleased", in a section "###
// Breaking".

import { readFileSync } from 'node:fs';
import { compare } from './breaking.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { changes, breaking, unacknowledged } = await compare(
  read('../released.graphql'),
  read('../../../schema.graphql'),
  read('../../../CHANGELOG.md'),
);

for (const { criticality, path, message } of changes) {
  if (criticality.level !== 'NON_BREAKING') console.log(`${criticality.level.toLowerCase()}: \`${path}\` ${message}`);
}
console.log(`since the last release: ${changes.length} changes, ${breaking.length} of them breaking`);
for (const { path, message } of unacknowledged) {
  console.error(
    `\`${path}\`: ${message}. This breaks clients: undo it, or name \`${path}\` in CHANGELOG.md, ` +
      'under "## Unreleased" in "### Breaking", and say what clients have to do.',
  );
}
if (unacknowledged.length > 0) process.exitCode = 1;
