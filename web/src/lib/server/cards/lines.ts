const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A text in lines that are no wider than that, at most so many; what has no room ends in an ellipsis. Lines end between words,
 * also in scripts that write no spaces, and within a word only where it is wider than a line.
 */
export function linesOf(
  text: string,
  most: number,
  fits: (line: string) => boolean,
): { lines: string[]; isWhole: boolean } {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text).flatMap((each) => (fits(each.trim()) ? [each] : graphemes(each)))) {
    if (line === '' || fits(line + piece.trimEnd())) line += line === '' ? piece.trimStart() : piece;
    else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return { lines, isWhole: true };
  let last = graphemes(lines[most - 1]!);
  while (last.length > 0 && !fits(`${last.join('').trimEnd()}…`)) last = last.slice(0, -1);
  return { lines: [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`], isWhole: false };
}

/** What may not be parted: words with the marks that belong to them. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const { segment } of words.segment(text)) {
    const before = pieces.at(-1);
    if (before === undefined || mayPart(before, segment)) pieces.push(segment);
    else pieces[pieces.length - 1] = before + segment;
  }
  return pieces;
}

/** Of scripts that are written without spaces, and pictures. */
const unspaced =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Extended_Pictographic}]';
const endsUnspaced = new RegExp(`${unspaced}$`, 'u');
const beginsUnspaced = new RegExp(`^${unspaced}`, 'u');

function mayPart(before: string, after: string): boolean {
  if (/^\s/.test(after)) return false;
  if (/[\s\u2010-\u2015-]$/.test(before)) return true;
  if (/^[\p{P}\p{M}]/u.test(after) || /[\p{Ps}\p{Pi}]$/u.test(before)) return false;
  return endsUnspaced.test(before) || beginsUnspaced.test(after);
}

function graphemes(text: string): string[] {
  return [...letters.segment(text)].map(({ segment }) => segment);
}
