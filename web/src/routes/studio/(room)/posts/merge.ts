import { linesOf, runsAlike } from './lines.ts';

/**
 * One text out of two that began with the same: what only one side changed is taken from it; where both changed the same
 * lines, those of the one stand before those of the other, for the author to choose. Nothing of either is left out.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  return mergeLines(linesOf(base), linesOf(mine), linesOf(theirs)).join('\n');
}

/** The same for what has no lines. */
export function mergeValues(base: string | undefined, mine: string, theirs: string): string {
  return mine === base ? theirs : mine;
}

function mergeLines(base: string[], mine: string[], theirs: string[]): string[] {
  const inMine = placesOf(base, mine);
  const inTheirs = placesOf(base, theirs);
  const merged: string[] = [];
  let [b, m, t] = [0, 0, 0];
  for (let line = 0; line <= base.length; line++) {
    const isEnd = line === base.length;
    const mineAt = isEnd ? mine.length : inMine.get(line);
    const theirsAt = isEnd ? theirs.length : inTheirs.get(line);
    // A line that all three have parts what was changed before it from what was changed behind it.
    if (mineAt === undefined || theirsAt === undefined) continue;
    merged.push(...chosen(base.slice(b, line), mine.slice(m, mineAt), theirs.slice(t, theirsAt)));
    if (!isEnd) merged.push(base[line]!);
    [b, m, t] = [line + 1, mineAt + 1, theirsAt + 1];
  }
  return merged;
}

function chosen(base: string[], mine: string[], theirs: string[]): string[] {
  if (isSame(mine, theirs) || isSame(theirs, base)) return mine;
  return isSame(mine, base) ? theirs : [...mine, ...theirs];
}

function isSame(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

function placesOf(base: string[], text: string[]): Map<number, number> {
  const places = new Map<number, number>();
  for (const { one, other, length } of runsAlike(base, text))
    for (let index = 0; index < length; index++) places.set(one + index, other + index);
  return places;
}
