// Values of scalars, chosen by the field or argument, so that many of them match something in the database.

const LOCALES = ['en', 'cy', 'fr', 'pl', 'en-GB'];
const INSTANTS = [
  '2026-01-01T00:00:00Z',
  '2026-06-30T09:30:00+01:00',
  '2026-11-02T12:00:00Z',
  '2027-02-01T00:00:00-05:00',
];
const TIME_ZONES = ['Europe/London', 'Europe/Dublin', 'Europe/Paris'];
const SEARCHES = ['a', 'dr', 'zoe', 'general', 'O’Brien', 'ali'];

// A version that no record has: an amendment with it is refused and writes nothing.
export const NO_VERSION = 999_999;

let uniques = 0;

// A text that is unique in this run.
export function unique() {
  uniques += 1;
  return `ORACLE-${process.pid}-${Date.now().toString(36).toUpperCase()}-${uniques}`;
}

export class Leaves {
  constructor(pools, random) {
    this.pools = pools;
    this.random = random;
  }

  // A JSON value for a scalar. `owner` is the input type or the field to which the value belongs.
  scalar(typeName, owner, name) {
    const { random, pools } = this;
    switch (typeName) {
      case 'ID':
        return this.#id(owner, name);
      case 'Int':
        return this.#int(owner, name);
      case 'Float':
        return random.pick([0, 1.5, -2]);
      case 'Boolean':
        return random.chance(0.5);
      case 'String':
        return this.#string(owner, name);
      case 'Date':
        return this.#date(owner, name);
      case 'DateTime':
        return random.pick(INSTANTS);
      case 'NhsNumber':
        return random.pick(pools.nhsNumbers);
      case 'Postcode':
        return random.pick(pools.postcodes);
      case 'Locale':
        return random.pick(LOCALES);
      case 'Decimal':
        return random.pick(['30.00', '12.5', 40, 7.25]);
      default:
        throw new Error(`leaves.js knows no values of the scalar ${typeName}`);
    }
  }

  #id(owner, name) {
    const { random, pools } = this;
    const types = Object.keys(pools.ids);
    if (random.chance(0.04)) return random.pick(['no-such-id', '', 7]);
    const named = types.find((type) => name === `${type.toLowerCase()}Id`);
    const owned = types.find((type) => owner.toLowerCase().includes(type.toLowerCase()));
    const type = named ?? (name === 'userId' ? 'User' : owned) ?? random.pick(types);
    return random.pick(pools.ids[random.chance(0.03) ? random.pick(types) : type]);
  }

  #int(owner, name) {
    const { random } = this;
    if (name === 'expectedVersion') return NO_VERSION;
    if (name === 'hour') return random.int(24);
    if (name === 'first' || name === 'last') {
      // The cost counts a page of 101 as 100, so it is used at the root only.
      const outOfRange = owner.startsWith('Query.') ? [-1, 101] : [-1];
      return random.chance(0.04) ? random.pick(outOfRange) : random.between(0, 3);
    }
    return random.between(5, 60);
  }

  #string(owner, name) {
    const { random, pools } = this;
    if (owner.startsWith('Add')) return unique();
    switch (name) {
      case 'after':
      case 'before':
        return random.pick([...pools.cursors, 'no-cursor']);
      case 'code':
        return random.pick(pools.codes);
      case 'odsCode':
        return random.pick(pools.odsCodes);
      case 'email':
        return random.pick(pools.emails);
      case 'timeZone':
        return random.pick(TIME_ZONES);
      case 'search':
        return random.pick(SEARCHES);
      case 'name':
        return random.pick([...SEARCHES, ...pools.names]);
      default:
        return random.pick(['x', 'two words', 'ŵ', '']);
    }
  }

  #date(owner, name) {
    const { random, pools } = this;
    if (name === 'dateOfBirth') return random.pick(pools.dates);
    if (name === 'until' || name === 'endsOn') return random.pick(['2026-10-01', '2026-12-31']);
    return random.pick(['2026-01-01', '2026-04-15', '2026-07-01']);
  }
}
