/** A small generator of pseudo-random numbers (sfc32). The same seed gives the same sequence on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    const hash = (salt: number) => {
      let state = 0x811c9dc5 ^ salt;
      for (let index = 0; index < seed.length; index += 1) state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
      return state >>> 0;
    };
    this.#a = hash(1);
    this.#b = hash(2);
    this.#c = hash(3);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  guid(): string {
    const hex = () => this.below(0x1_0000).toString(16).padStart(4, '0');
    return `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-${'89ab'[this.below(4)]}${hex().slice(1)}-${hex()}${hex()}${hex()}`;
  }

  /** About `wanted` different ones; a broken number is met on average. */
  sample<T>(values: readonly T[], wanted: number): T[] {
    const count = Math.min(values.length, Math.floor(wanted) + (this.chance(wanted % 1) ? 1 : 0));
    const begin = this.below(Math.max(1, values.length));
    return Array.from({ length: count }, (_, index) => values[(begin + index) % values.length] as T);
  }
}
