import { refuse, type Violation } from './refusal.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Deeper than anything that we take, and far from what costs a stack. */
const maxDepth = 32;
/** Each could be named in a violation. */
const maxValues = 20_000;

/**
 * Reads JSON as it was meant: `JSON.parse` would let the last of two equal keys win, and take any depth. What is not JSON at
 * all, it says itself.
 */
export function readJson(text: string): unknown {
  scan(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return refuse('malformed', `The body is not JSON: ${(error as Error).message}`);
  }
}

interface Level {
  /** Undefined in a list. */
  keys: Set<string> | undefined;
  /** Where in it we are: a key, or how many entries came before. */
  at: string | number;
  keyIsNext: boolean;
}

/** Passes over strings and marks alone, so that it needs not know what else is JSON. */
function scan(text: string): void {
  const levels: Level[] = [];
  let values = 0;
  for (let i = 0; i < text.length; i++) {
    const mark = text.charCodeAt(i);
    const level = levels.at(-1);
    if (mark === quote) {
      const end = endOfString(text, i);
      if (level?.keys && level.keyIsNext) takeKey(levels, level, level.keys, text.slice(i, end + 1));
      i = end;
    } else if (mark === openBrace || mark === openBracket) {
      if (levels.length === maxDepth) refuse('malformed', `The body is nested deeper than ${maxDepth} levels.`);
      levels.push(
        mark === openBrace
          ? { keys: new Set(), at: '', keyIsNext: true }
          : { keys: undefined, at: 0, keyIsNext: false },
      );
    } else if (mark === closeBrace || mark === closeBracket) {
      levels.pop();
    } else if (mark === comma && level) {
      if (++values > maxValues) refuse('malformed', `The body holds more than ${maxValues} values.`);
      if (level.keys) level.keyIsNext = true;
      else level.at = Number(level.at) + 1;
    }
  }
}

function takeKey(levels: Level[], level: Level, keys: Set<string>, token: string): void {
  const key = unquoted(token);
  level.at = key;
  level.keyIsNext = false;
  if (keys.has(key)) refuse('malformed', 'A field is given twice.', [twice(levels)]);
  keys.add(key);
}

function twice(levels: Level[]): Violation {
  const field = levels
    .map(({ at }, index) => (typeof at === 'number' ? `[${at}]` : index > 0 ? `.${at}` : at))
    .join('');
  return { field: field.slice(0, 200), issue: 'is given twice' };
}

/** `"a"` and `"\u0061"` are one key. What is no string is left as it is, for the parser to refuse. */
function unquoted(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

/** The quote that closes the string which opens here; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before--;
  return (at - before) % 2 === 0;
}
