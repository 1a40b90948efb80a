const rows = 4;
const cells = 32_768;

/**
 * Counts callers without remembering any: what they have together in a few cells, of which each caller's least is at least its
 * own (a count-min sketch; Cormode and Muthukrishnan, 2005). It never counts too little, so nobody wins a fresh budget by
 * being forgotten; and which callers share a cell nobody can choose, who does not know the seed.
 */
export class Sketch {
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;
  #index = 0;
  #current = new Uint32Array(rows * cells);
  #before = new Uint32Array(rows * cells);

  /** @returns how often in this window, and in the one before */
  read(key: string, index: number): { mine: number; mineBefore: number } {
    this.#turn(index);
    let mine = Infinity;
    let mineBefore = Infinity;
    for (const cell of this.#cellsOf(key)) {
      mine = Math.min(mine, this.#current[cell] ?? 0);
      mineBefore = Math.min(mineBefore, this.#before[cell] ?? 0);
    }
    return { mine, mineBefore };
  }

  add(key: string, index: number): void {
    this.#turn(index);
    for (const cell of this.#cellsOf(key)) this.#current[cell]!++;
  }

  #turn(index: number): void {
    if (index <= this.#index) return;
    const former = this.#before;
    this.#before = index === this.#index + 1 ? this.#current : former.fill(0);
    this.#current = index === this.#index + 1 ? former.fill(0) : new Uint32Array(rows * cells);
    this.#index = index;
  }

  /** One hash in two halves makes as many as there are rows (Kirsch and Mitzenmacher, 2006). */
  #cellsOf(key: string): number[] {
    let one = this.#seed;
    let two = ~this.#seed >>> 0;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      one = Math.imul(one ^ code, 0x01000193);
      two = Math.imul(two ^ code, 0x85ebca6b) + (two >>> 15);
    }
    one ^= one >>> 16;
    two = (two ^ (two >>> 13)) | 1;
    return Array.from({ length: rows }, (_, row) => row * cells + (((one + Math.imul(row, two)) >>> 0) % cells));
  }
}
