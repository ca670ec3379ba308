// Prints the differences: counted by kind, with some in full.

const PRINTED = Number(process.env.ORACLE_PRINTED ?? 10);
const LONGEST = 3_000;

// The shortest document of each kind comes first, because it is the easiest to understand.
export function report(failed, seed) {
  if (failed.length === 0) {
    console.log('no differences');
    return;
  }
  const kinds = new Map();
  for (const { one, differences } of failed) {
    const [first] = differences;
    const kind = `${one.name}${first.entry.fault ? ` (${first.entry.fault})` : ''}: ${first.difference.replace(/ at .*/s, '')}${cause(first)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), { one, ...first }]);
  }
  console.error(`${failed.length} documents with differences:`);
  for (const [kind, entries] of kinds) console.error(`  ${String(entries.length).padStart(5)}  ${kind}`);
  const shortest = [...kinds.values()].map((entries) =>
    entries.reduce((a, b) => (b.one.text.length < a.one.text.length ? b : a)),
  );
  for (const it of shortest.slice(0, PRINTED)) print(it, seed);
  if (shortest.length > PRINTED)
    console.error(`\n(${shortest.length - PRINTED} more kinds are not printed; ORACLE_PRINTED=100 prints more)`);
}

// The kind of a difference: the reason for which PANDA or graphql-js refuses a request, without names and
// numbers.
function cause({ difference, expected, actual }) {
  if (!difference.startsWith('expected to be')) return '';
  const message = difference.endsWith('refused')
    ? (actual.errors[0].extensions?.args?.detail ?? actual.errors[0].message)
    : expected;
  return ` (${message
    .replace(/"[^"]*"/g, '…')
    .replace(/\d+/g, 'N')
    .replace(/\s+/g, ' ')
    .slice(0, 100)})`;
}

function print({ one, entry, difference, expected, actual }, seed) {
  const cut = (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, LONGEST);
  console.error(`
=== ${one.name}: ${difference}
ORACLE_SEED=${seed}${one.index === undefined ? '' : ` ORACLE_ONLY=${one.index}`}
--- document${entry.operationName ? `, operation ${entry.operationName}` : ''}
${one.text}
--- variables${entry.fault ? `, ${entry.fault}` : ''}
${cut(entry.values)}
--- expected
${cut(expected)}
--- answered
${cut(actual)}`);
}
