// A pseudo-random number generator with a seed (mulberry32), so that every document can be generated again.

import { createHash } from 'node:crypto';

export class Random {
  #state;

  constructor(seed) {
    this.#state = createHash('sha256').update(String(seed)).digest().readUInt32LE(0);
  }

  // A number in [0, 1).
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  // An integer in [0, limit).
  int(limit) {
    return Math.floor(this.next() * limit);
  }

  // An integer in [low, high].
  between(low, high) {
    return low + this.int(high - low + 1);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    if (list.length === 0) throw new Error('there is nothing to choose from');
    return list[this.int(list.length)];
  }

  // An entry of a list of [weight, entry].
  weighted(entries) {
    let left = this.next() * entries.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, entry] of entries) {
      left -= weight;
      if (left < 0) return entry;
    }
    return entries[entries.length - 1][1];
  }

  shuffle(list) {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.int(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
    }
    return shuffled;
  }
}
