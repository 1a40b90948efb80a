import type Katex from 'katex';
import type { Element, ElementContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { sanitize, type Schema } from 'hast-util-sanitize';
import { toString } from 'hast-util-to-string';
import { element, isElement, text } from './elements.ts';
import { words } from './words.ts';

const lengths = ['width', 'height', 'depth', 'voffset', 'lspace', 'rspace'];
const presentation = ['mathvariant', 'mathcolor', 'mathbackground', 'displaystyle', 'scriptlevel'];
const ofOperators = [
  'stretchy',
  'fence',
  'separator',
  'minsize',
  'maxsize',
  'accent',
  'movablelimits',
  'symmetric',
  'largeop',
];
const ofTables = ['columnalign', 'rowspacing', 'columnspacing', 'columnlines', 'rowlines', 'frame', 'side'];
const others = ['display', 'encoding', 'linethickness', 'accentunder', 'notation'];

/** What a formula may be made of: no address, no style, no class, nothing that acts. */
const allowedMath: Schema = {
  tagNames: [
    ...[
      'math',
      'semantics',
      'annotation',
      'mrow',
      'mi',
      'mo',
      'mn',
      'ms',
      'mtext',
      'mspace',
      'mfrac',
      'msqrt',
      'mroot',
    ],
    ...['msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mtable', 'mtr', 'mtd', 'mlabeledtr'],
    ...['mstyle', 'mpadded', 'mphantom', 'menclose'],
  ],
  attributes: { '*': [...lengths, ...presentation, ...ofOperators, ...ofTables, ...others] },
  strip: ['script', 'style', 'svg', 'img'],
};

const longest = 10_000;

/** KaTeX is large: it is loaded with the first formula. */
let loading: Promise<typeof Katex> | undefined;

/** TeX as MathML, which browsers set themselves; what KaTeX cannot read stays as its author wrote it. */
export async function formula(source: Element, isDisplay: boolean): Promise<Element> {
  const tex = toString(source);
  loading ??= import('katex').then((module) => module.default);
  const { renderToString } = await loading;
  try {
    if (tex.length > longest) throw new RangeError('too long');
    const html = renderToString(tex, {
      displayMode: isDisplay,
      output: 'mathml',
      strict: 'ignore',
      trust: false,
      maxSize: 50,
    });
    const found = sanitize(fromHtml(html, { fragment: true }), allowedMath);
    const [math] = (found.type === 'root' ? found.children : [found]) as ElementContent[];
    if (isElement(math, 'math')) return math;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  const asWritten = element('code', { className: ['unread'], title: words.mathsFault }, text(tex));
  return isDisplay ? element('pre', { tabIndex: 0 }, asWritten) : asWritten;
}
