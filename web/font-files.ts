import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/** The weights that elements have by themselves. */
const [usual, bold] = [400, 600];
const folder = fileURLToPath(new URL('.svelte-kit/faces/', import.meta.url));
/** What makes letters stand right beside and upon one another. */
const needed = ['kern', 'mark', 'mkmk', 'ccmp', 'locl'];
const figures = ['onum', 'lnum', 'tnum', 'pnum'];
const ligatures = ['liga', 'rlig', 'calt'];

/**
 * What nearly every English text has, and this site's menus. The other letters of the alphabet are as many again, and have a file
 * of their own, which a page fetches that shows one of them.
 */
const common = `${charactersBetween(0x20, 0x7e)}\u00a0éÉ·×©§–—‘’“”…←↑→↓`;

interface Face {
  /** As Fontsource has it. */
  css: string;
  features: string[];
  /** Where that is not the lightest of the site. */
  lightest?: number;
  /** Whether it comes into a text that is read already; where nothing is said, it does. */
  display?: 'swap' | 'optional';
  /** Of two weights: how they stand together is kept for each, and not for all between them, which takes half of a file. */
  isSeldom?: boolean;
}

/** A file of a face: which weights it has, and which it is asked for. */
interface Cut {
  name: string;
  wght: number | { min: number; max: number };
  /** Where that is not as the others of its family say. */
  asked?: string;
}

const faces: Face[] = [
  { css: 'source-serif-4/wght.css', features: [...ligatures, ...figures] },
  // A few words of a text: when they come to stand in it late, what is beside them moves.
  { css: 'source-serif-4/wght-italic.css', features: [...ligatures, ...figures], display: 'optional', isSeldom: true },
  { css: 'source-sans-3/wght.css', features: [...ligatures, ...figures] },
  // Code is as heavy by night as by day, and shown letter by letter: no two signs are joined to another one.
  { css: 'jetbrains-mono/wght.css', features: [], lightest: usual },
];

/**
 * The faces as `styles/faces.css` takes them in. Of the letters that nearly every page has, a reader fetches what the site uses;
 * those of other scripts stay as they were published, since few ever fetch them.
 */
export function fontFiles(): Plugin {
  let written: Promise<void[]> | undefined;
  return {
    name: 'font-files',
    async buildStart() {
      await (written ??= Promise.all(faces.map(write)));
    },
  };
}

async function write({ css, features, display = 'swap', ...face }: Face): Promise<void> {
  const source = fileURLToPath(import.meta.resolve(`@fontsource-variable/${css}`));
  const target = join(folder, css);
  mkdirSync(dirname(target), { recursive: true });
  const rules = readFileSync(source, 'utf8').split(/(?=\/\* )/);
  const ours = cutsOf(face).map(async (cut) => {
    const each = rules.map(async (rule) => {
      const file = /url\(\.\/(files\/[\w-]+\.woff2)\)/.exec(rule)?.[1];
      if (!file) return rule;
      const asked = cut.asked ? rule.replace(/font-weight: [^;]+/, `font-weight: ${cut.asked}`) : rule;
      if (!/-latin-wght-/.test(file)) return asked.replace(`./${file}`, `@fontsource-variable/${dirname(css)}/${file}`);
      const all = charactersOf(rule);
      const parts = {
        '': all.filter((one) => common.includes(one)),
        '-more': all.filter((one) => !common.includes(one)),
      };
      const made = Object.entries(parts).map(async ([part, characters]) => {
        const name = file.replace('files/', '').replace('-latin-', `-latin${part}${cut.name}-`);
        const whole = readFileSync(join(dirname(source), file));
        writeFileSync(join(dirname(target), name), await smaller(whole, characters, cut.wght, features));
        return asked
          .replace(`./${file}`, `./${name}`)
          .replace(/unicode-range: [^;]+/, `unicode-range: ${rangesOf(characters)}`);
      });
      return (await Promise.all(made)).join('');
    });
    return (await Promise.all(each)).join('');
  });
  writeFileSync(
    target,
    (await Promise.all(ours)).join('').replaceAll('font-display: swap', `font-display: ${display}`),
  );
}

/**
 * From the lightest to the heaviest that the owner asks for: what lies beyond them is a third of a file. The weights that files
 * are announced with stay those of their family: files that differ in them are not one face to a browser, which would look for
 * its letters in one of them alone.
 */
function cutsOf({ lightest, isSeldom }: Pick<Face, 'lightest' | 'isSeldom'>): Cut[] {
  const all = [usual, bold, ...weightsOfSite('\\w+')];
  if (!isSeldom) return [{ name: '', wght: { min: lightest ?? Math.min(...all), max: Math.max(...all) } }];
  const middle = (weights: number[]) => Math.round((Math.min(...weights) + Math.max(...weights)) / 2);
  return [
    { name: '', wght: middle(weightsOfSite('text')), asked: '200 450' },
    { name: '-strong', wght: middle(weightsOfSite('strong')), asked: '451 900' },
  ];
}

/** Those of day and night. */
function weightsOfSite(name: string): number[] {
  const tokens = readFileSync(new URL('src/lib/styles/tokens.css', import.meta.url), 'utf8');
  return [...tokens.matchAll(new RegExp(`--weight-${name}-(?:day|night): (\\d+);`, 'g'))].map(([, weight]) =>
    Number(weight),
  );
}

/** For which characters a file is asked, as its rule says. */
function charactersOf(rule: string): string[] {
  const ranges = /unicode-range: ([^;]+)/.exec(rule)![1]!.split(',');
  return ranges.flatMap((range) => {
    const [first, last = first] = range
      .trim()
      .slice('U+'.length)
      .split('-')
      .map((point) => Number.parseInt(point, 16));
    return [...charactersBetween(first!, last!)];
  });
}

function charactersBetween(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

/** The same as a rule says it. */
function rangesOf(characters: string[]): string {
  const points = characters.map((character) => character.codePointAt(0)!).sort((one, other) => one - other);
  const ranges: [number, number][] = [];
  for (const point of points) {
    const open = ranges.at(-1);
    if (open?.[1] === point - 1) open[1] = point;
    else ranges.push([point, point]);
  }
  const hex = (point: number) => point.toString(16).toUpperCase().padStart(4, '0');
  return ranges.map(([first, last]) => (first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`)).join(',');
}

function smaller(file: Buffer, characters: string[], wght: Cut['wght'], features: string[]): Promise<Buffer> {
  return subsetFont(file, characters.join(''), {
    targetFormat: 'woff2',
    variationAxes: { wght },
    keepFeatures: [...needed, ...features],
  });
}
