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

interface Face {
  /** As Fontsource has it. */
  css: string;
  features: string[];
  /** Where that is not the lightest of the site. */
  lightest?: number;
  /** Whether it comes into a text that is read already; where nothing is said, it does. */
  display?: 'swap' | 'optional';
}

interface Axis {
  min: number;
  max: number;
}

const faces: Face[] = [
  { css: 'source-serif-4/wght.css', features: [...ligatures, ...figures] },
  // A few words of a text: when they come to stand in it late, what is beside them moves.
  { css: 'source-serif-4/wght-italic.css', features: [...ligatures, ...figures], display: 'optional' },
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

/** From the lightest to the heaviest that the owner asks for: what lies beyond them is a third of a file. */
function weightsOfSite(): number[] {
  const tokens = readFileSync(new URL('src/lib/styles/tokens.css', import.meta.url), 'utf8');
  return [usual, bold, ...[...tokens.matchAll(/--weight-\w+: (\d+);/g)].map(([, weight]) => Number(weight))];
}

async function write({ css, features, lightest, display = 'swap' }: Face): Promise<void> {
  const all = weightsOfSite();
  const axis: Axis = { min: lightest ?? Math.min(...all), max: Math.max(...all) };
  const source = fileURLToPath(import.meta.resolve(`@fontsource-variable/${css}`));
  const target = join(folder, css);
  mkdirSync(dirname(target), { recursive: true });
  const rules = readFileSync(source, 'utf8').split(/(?=\/\* )/);
  const ours = await Promise.all(
    rules.map(async (rule) => {
      const file = /url\(\.\/(files\/[\w-]+\.woff2)\)/.exec(rule)?.[1];
      if (!file) return rule;
      if (!/-latin-wght-/.test(file)) return rule.replace(`./${file}`, `@fontsource-variable/${dirname(css)}/${file}`);
      const name = file.replace('files/', '');
      writeFileSync(join(dirname(target), name), await smaller(join(dirname(source), file), rule, axis, features));
      // The weights that it is announced with stay those of the others: files that differ in them are not one face to a browser,
      // which would look for its letters in one of them alone.
      return rule.replace(`./${file}`, `./${name}`);
    }),
  );
  writeFileSync(target, ours.join('').replaceAll('font-display: swap', `font-display: ${display}`));
}

/** @param rule whose `unicode-range` says for which characters the file is asked for */
async function smaller(file: string, rule: string, wght: Axis, features: string[]): Promise<Buffer> {
  const ranges = /unicode-range: ([^;]+)/.exec(rule)![1]!.split(',');
  const characters = ranges.flatMap((range) => {
    const [first, last = first] = range
      .trim()
      .slice('U+'.length)
      .split('-')
      .map((point) => Number.parseInt(point, 16));
    return Array.from({ length: last! - first! + 1 }, (_, index) => String.fromCodePoint(first! + index));
  });
  return subsetFont(readFileSync(file), characters.join(''), {
    targetFormat: 'woff2',
    variationAxes: { wght },
    keepFeatures: [...needed, ...features],
  });
}
