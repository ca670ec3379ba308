// Finds breaking changes of a schema that a changelog does not acknowledge.

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

// The paths in backticks in the section "### Breaking" of "## Unreleased".
export function acknowledgedIn(changelog) {
  const section = (text, heading) => {
    const level = heading.split(' ', 1)[0];
    const lines = text.split('\n');
    const begin = lines.findIndex((line) => line.trim() === heading);
    if (begin < 0) return '';
    const after = lines.slice(begin + 1);
    const end = after.findIndex((line) => line.startsWith('#') && line.split(' ', 1)[0].length <= level.length);
    return after.slice(0, end < 0 ? undefined : end).join('\n');
  };
  const breaking = section(section(changelog, '## Unreleased'), '### Breaking');
  return new Set([...breaking.matchAll(/`([^`\n]+)`/g)].map(([, path]) => path));
}

// All changes between two schemas, and the unacknowledged breaking ones.
export async function compare(released, present, changelog) {
  const changes = await diff(buildSchema(released), buildSchema(present));
  const acknowledged = acknowledgedIn(changelog);
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  return { changes, breaking, unacknowledged: breaking.filter(({ path }) => !acknowledged.has(path)) };
}
