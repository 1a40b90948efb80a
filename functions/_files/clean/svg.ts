import { type Cleaned, Unsound } from './cleaned.ts';
import { attributes, elements, harmless, isHarmlessStyle } from './svg-allowed.ts';

/** Drawings are text: one of this size holds a hundred thousand points, and is read while others wait. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Writes the drawing anew from what a drawing may hold: no scripts, handlers, foreign content or references to elsewhere.
 * What is written is well-formed XML, whatever was read.
 */
export async function cleanSvg(content: Buffer): Promise<Cleaned> {
  if (content.length > mostBytes) throw new Unsound('is larger than 2 MB, which is too much for an SVG');
  const text = withoutProlog(decode(content));
  // Loaded for those who bring a drawing.
  const { default: sanitize } = await import('sanitize-html');
  const written = sanitize(text, {
    allowedTags: elements,
    allowedAttributes: { '*': attributes },
    disallowedTagsMode: 'completelyDiscard',
    // Of addresses and styles our own rules are stricter.
    allowedSchemesAppliedToAttributes: [],
    parseStyleAttributes: false,
    allowVulnerableTags: true,
    nestingLimit: 200,
    parser: { xmlMode: true, decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    transformTags: {
      '*': (tagName, given) => ({ tagName: tagName === 'a' ? 'g' : tagName, attribs: harmless(tagName, given) }),
    },
    exclusiveFilter: ({ tag, text: inside }) => tag === 'style' && !isHarmlessStyle(inside),
  });
  const start = written.search(/<svg[\s>]/);
  const end = written.lastIndexOf('</svg>');
  if (start < 0 || end < start) throw new Unsound('is no SVG that can be read');
  const drawing = written.slice(start, end + '</svg>'.length);
  return { content: Buffer.from(drawing + /\s{0,10}$/.exec(text)![0]), ...sizeOf(drawing), frames: 1 };
}

function decode(content: Buffer): string {
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(
    content.toString('latin1', 0, 200),
  );
  try {
    return new TextDecoder(declared?.[1] ?? 'utf-8', { fatal: true }).decode(content);
  } catch {
    throw new Unsound('is not written in the encoding that it names');
  }
}

/** The declaration goes. A document type that declares entities is how a few lines are made to stand for gigabytes. */
function withoutProlog(text: string): string {
  if (/<!ENTITY/i.test(text)) throw new Unsound('declares entities, which an SVG here must not');
  // Only where they may stand, at the beginning: looked for everywhere, a text of openings would take the square of its length.
  return text
    .replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '')
    .replace(/^(\s*(?:<!--(?:(?!-->)[^])*-->\s*)*)<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>/i, '$1');
}

const pixels: Record<string, number> = { '': 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 };

/** In CSS pixels; what is not said follows from the view box, and at last from what browsers take. */
export function sizeOf(drawing: string): { width: number; height: number } {
  const root = /^<svg[^>]*>/.exec(drawing)?.[0] ?? '';
  const said = (name: string): number | undefined => {
    const [, number, unit = ''] = new RegExp(`\\s${name}="\\s*([\\d.]+)\\s*(\\w*)\\s*"`).exec(root) ?? [];
    return number === undefined ? undefined : (pixels[unit] ?? NaN) * Number(number) || undefined;
  };
  const box =
    /\sviewBox="([^"]*)"/
      .exec(root)?.[1]
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const [boxWidth, boxHeight] = box.length === 4 && box[2]! > 0 && box[3]! > 0 ? [box[2]!, box[3]!] : [300, 150];
  const [width, height] = [said('width'), said('height')];
  return {
    width: whole(width ?? (height ? (height * boxWidth) / boxHeight : boxWidth)),
    height: whole(height ?? (width ? (width * boxHeight) / boxWidth : boxHeight)),
  };
}

function whole(pixels: number): number {
  return Math.min(Math.max(Math.round(pixels) || 1, 1), 100_000);
}
