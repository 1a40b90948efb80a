import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GlobalFonts } from '@napi-rs/canvas';

/**
 * The site's text face, and faces for scripts that it has no letters of, in the order in which they are looked through. Each
 * comes in files for ranges of characters; only those are loaded that a text needs.
 */
const packages = [
  'source-serif-4',
  'noto-sans-hebrew',
  'noto-sans-arabic',
  'noto-sans-devanagari',
  'noto-sans-thai',
  'noto-sans-sc',
  'noto-sans-kr',
  'noto-emoji',
];

interface Face {
  family: string;
  file: string;
  ranges: [number, number][];
}

const require = createRequire(import.meta.url);
let faces: Promise<Face[]> | undefined;
const loaded = new Set<string>();

/** The families that have the characters of this text, as a font names them. */
export async function familiesFor(text: string, fonts: typeof GlobalFonts): Promise<string> {
  const known = await (faces ??= readFaces());
  const latin = known.find(({ family }) => family === 'source-serif-4 latin')!;
  const needed = new Set([latin]);
  for (const character of new Set(text)) {
    const point = character.codePointAt(0)!;
    const face = known.find(({ ranges }) => ranges.some(([first, last]) => point >= first && point <= last));
    if (face) needed.add(face);
  }
  for (const { family, file } of needed) {
    if (loaded.has(family)) continue;
    if (!fonts.register(await readFile(file), family)) throw new Error(`${file} is no font.`);
    loaded.add(family);
  }
  return [...needed].map(({ family }) => `'${family}'`).join(', ');
}

async function readFaces(): Promise<Face[]> {
  const all = await Promise.all(packages.map(facesOf));
  return all.flat();
}

async function facesOf(name: string): Promise<Face[]> {
  const folder = dirname(require.resolve(`@fontsource-variable/${name}/package.json`));
  const ranges = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  const own = Object.entries(ranges).map(([key, range]) => {
    const subset = key.replace(/[[\]]/g, '');
    const file = join(folder, 'files', `${name}-${subset}-wght-normal.woff2`);
    return { family: `${name} ${subset}`, file, ranges: range.split(',').map(readRange) };
  });
  // The plain letters come first, and what they lack from what was made for it.
  return own.sort((one, other) => Number(/ latin$/.test(other.family)) - Number(/ latin$/.test(one.family)));
}

/** As in a style sheet: `U+41-5a`. */
function readRange(range: string): [number, number] {
  const [first = '', last = first] = range.trim().slice(2).split('-');
  return [parseInt(first, 16), parseInt(last, 16)];
}
