import colours from 'virtual:colours';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Card } from '#lib/cards.ts';
import { familiesFor } from './faces.ts';
import { linesOf } from './lines.ts';

export const width = 1200;
export const height = 630;
const margin = 80;
const measure = width - 2 * margin;

const [paper, ink, quiet, rubric] = [colours.paper.day, colours.ink.day, colours.quiet.day, colours.rubric.day];

/** The printer's mark, as in Mark.svelte: the type, and its face. */
const type = 'M0 0H30V28a3.4 3.4 0 0 0 0 6V40H0Z';
const face =
  'M6.2 6.5H5.6L5.4 13.4H6.2C7.2 9.4 9.6 7.4 12.6 7.4C17.2 7.4 19.8 11.2 19.8 17C19.8 22.9 17 26.4 12.2 26.4C9.2 26.4 7.2 24.9 5.7 22.2L4.9 22.8C6.4 26.1 9.3 27.9 13.2 27.9C19.6 27.9 24 23.5 24 17.1C24 10.6 19.4 6.1 12.9 6.1C10.5 6.1 8.6 6.7 7 8.1Z';

const titleSizes = [92, 80, 70, 60];
const titleLines = 4;

/** Draws a card as PNG. What draws is loaded by the first of them: a process that draws none is spared its memory. */
export async function draw(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  const { createCanvas, GlobalFonts, Path2D } = await import('@napi-rs/canvas');
  const [site, title, note] = [card.site, card.title, card.note].map(oneLine) as [string, string, string];
  const families = await familiesFor(`${site}${title}${note}…`, GlobalFonts);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const isMirrored = isRightToLeft(title);
  const edge = isMirrored ? width - margin : margin;
  context.direction = isMirrored ? 'rtl' : 'ltr';
  context.textAlign = 'start';

  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  context.fillStyle = ink;
  context.fillRect(margin, 60, measure, 6);
  context.fillRect(margin, 70, measure, 2);

  context.save();
  context.translate(isMirrored ? edge - 48 : edge, 108);
  context.scale(1.6, 1.6);
  context.fillStyle = rubric;
  context.fill(new Path2D(type));
  context.fillStyle = paper;
  context.fill(new Path2D(face));
  context.restore();

  const write = (text: string, size: number, weight: number, x: number, baseline: number, colour: string) => {
    setFont(context, families, size, weight);
    context.fillStyle = colour;
    context.fillText(text, x, baseline);
  };
  const within = (limit: number) => (line: string) => context.measureText(line).width <= limit;
  const single = (text: string, size: number, limit: number) => {
    setFont(context, families, size, 400);
    return linesOf(text, 1, within(limit)).lines[0] ?? '';
  };
  write(single(site, 34, measure - 80), 34, 400, isMirrored ? edge - 76 : edge + 76, 152, quiet);

  const { size, lines } = titleIn(context, families, title, within(measure));
  const leading = Math.round(size * 1.14);
  // Between the mark and the note, a little above the middle of what is free.
  const top = 212 + Math.max(0, (300 - leading * lines.length) * 0.42);
  for (const [index, line] of lines.entries()) write(line, size, 600, edge, top + size * 0.8 + leading * index, ink);

  write(single(note, 32, measure), 32, 400, edge, height - 62, quiet);
  return new Uint8Array(await canvas.encode('png'));
}

/** As large as it goes; of the longest the end is left out. */
function titleIn(context: SKRSContext2D, families: string, title: string, fits: (line: string) => boolean) {
  for (const size of titleSizes) {
    setFont(context, families, size, 600);
    const { lines, isWhole } = linesOf(title, titleLines, fits);
    const isSmallest = size === titleSizes.at(-1);
    if (isSmallest || (isWhole && lines.length * size * 1.14 <= 300)) return { size, lines };
  }
  return { size: 0, lines: [] };
}

function setFont(context: SKRSContext2D, families: string, size: number, weight: number): void {
  context.font = `${weight} ${size}px ${families}`;
  // Faces that came for other scripts begin with their lightest otherwise.
  context.fontVariationSettings = `'wght' ${weight}`;
}

/** Without what no letter is drawn for, and what would turn the direction of all that follows. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** By the first letter that has a direction. */
function isRightToLeft(text: string): boolean {
  const [first = ''] = /\p{L}/u.exec(text) ?? [];
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(first);
}
