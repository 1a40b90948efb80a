/** Where two texts run alike: from line `one` of the first and line `other` of the second, for so many lines. */
export interface Run {
  one: number;
  other: number;
  length: number;
}

/** A stretch of two texts side by side: alike, or each with what the other has not. */
export interface Stretch {
  alike: boolean;
  one: string[];
  other: string[];
}

/** Beyond so many differing lines nobody compares line by line: the rest counts as rewritten. */
const mostChanges = 1500;

export const linesOf = (text: string): string[] => text.split('\n');

/** Both texts whole, in stretches that are alike and stretches that differ. */
export function compareLines(one: string[], other: string[]): Stretch[] {
  const stretches: Stretch[] = [];
  let [i, j] = [0, 0];
  for (const run of [...runsAlike(one, other), { one: one.length, other: other.length, length: 0 }]) {
    if (run.one > i || run.other > j)
      stretches.push({ alike: false, one: one.slice(i, run.one), other: other.slice(j, run.other) });
    [i, j] = [run.one + run.length, run.other + run.length];
    if (run.length > 0) stretches.push({ alike: true, one: one.slice(run.one, i), other: other.slice(run.other, j) });
  }
  return stretches;
}

/** The longest runs that both have in this order, after Myers: the cost grows with what differs, not with the length of the texts. */
export function runsAlike(one: string[], other: string[]): Run[] {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let [endOne, endOther] = [one.length, other.length];
  while (endOne > start && endOther > start && one[endOne - 1] === other[endOther - 1]) {
    endOne--;
    endOther--;
  }
  const between = pairsAlike(one.slice(start, endOne), other.slice(start, endOther));
  return runsOf([
    ...Array.from({ length: start }, (_, index) => [index, index] as const),
    ...between.map(([a, b]) => [a + start, b + start] as const),
    ...Array.from({ length: one.length - endOne }, (_, index) => [endOne + index, endOther + index] as const),
  ]);
}

type Pair = readonly [number, number];

function pairsAlike(one: string[], other: string[]): Pair[] {
  const most = Math.min(one.length + other.length, mostChanges);
  const middle = most + 1;
  let furthest = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let changes = 0; changes <= most; changes++) {
    trace.push(furthest.slice());
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down = isDown(furthest, middle, diagonal, changes);
      let x = down ? furthest[middle + diagonal + 1]! : furthest[middle + diagonal - 1]! + 1;
      while (x < one.length && x - diagonal < other.length && one[x] === other[x - diagonal]) x++;
      furthest[middle + diagonal] = x;
      if (x >= one.length && x - diagonal >= other.length) return wayBack(trace, middle, one.length, other.length);
    }
    furthest = furthest.slice();
  }
  return [];
}

function isDown(furthest: Int32Array, middle: number, diagonal: number, changes: number): boolean {
  const [left, right] = [furthest[middle + diagonal - 1]!, furthest[middle + diagonal + 1]!];
  return diagonal === -changes || (diagonal !== changes && left < right);
}

function wayBack(trace: Int32Array[], middle: number, toOne: number, toOther: number): Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [toOne, toOther];
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const furthest = trace[changes]!;
    const diagonal = x - y;
    const before = isDown(furthest, middle, diagonal, changes) ? diagonal + 1 : diagonal - 1;
    const fromX = changes === 0 ? 0 : furthest[middle + before]!;
    const fromY = changes === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

function runsOf(pairs: Pair[]): Run[] {
  const runs: Run[] = [];
  for (const [one, other] of pairs) {
    const last = runs.at(-1);
    if (last && last.one + last.length === one && last.other + last.length === other) last.length++;
    else runs.push({ one, other, length: 1 });
  }
  return runs;
}
