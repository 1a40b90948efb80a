import type { Element, ElementContent } from 'hast';
import { toString } from 'hast-util-to-string';
import { type CodeMeta, parseMeta } from './code-meta.ts';
import { classesOf, element, text } from './elements.ts';
import { highlight } from './highlight.ts';
import { words } from './words.ts';

type Mark = 'ins' | 'del' | 'mark';

interface Line {
  source: string;
  mark: Mark | undefined;
}

const note = /[ \t]*(?:\/\/|#|--|;|%|\/\*|<!--)[ \t]*\[!code (\+\+|--|hl|highlight)\][ \t]*(?:\*\/|-->)?[ \t]*$/;
const marks: Record<string, Mark> = { '++': 'ins', '--': 'del', hl: 'mark', highlight: 'mark', '+': 'ins', '-': 'del' };

export const languageOf = (code: Element) =>
  classesOf(code)
    .find((name) => name.startsWith('language-'))
    ?.slice('language-'.length) ?? '';

/** A block of code for a page: coloured, with its file's name, its lines marked, and a button that the site's script shows. */
export async function codeFigure(code: Element): Promise<Element> {
  const language = languageOf(code);
  const meta = parseMeta(String(code.properties['dataMeta'] ?? ''));
  const lines = linesOf(toString(code).replace(/\n$/, ''), language, meta);
  const coloured = await highlight(lines.map(({ source }) => source).join('\n'), language);
  const content = coloured.flatMap((parts, index) => lineOf(parts, lines[index], index, meta));
  return element(
    'figure',
    { className: ['code'] },
    ...captionOf(meta),
    element('pre', { tabIndex: 0 }, element('code', named(language), ...content)),
    element('button', { type: 'button', dataCopy: '', hidden: true }, text(words.copy)),
  );
}

/** The same for readers that know no styles of ours: its text, under its file's name. */
export function plainCode(code: Element): Element {
  const language = languageOf(code);
  const meta = parseMeta(String(code.properties['dataMeta'] ?? ''));
  const source = toString(code)
    .split('\n')
    .map((line) => line.replace(note, ''))
    .join('\n');
  const pre = element('pre', {}, element('code', named(language), text(source)));
  return meta.title ? element('figure', {}, ...captionOf(meta), pre) : pre;
}

const named = (language: string) => (language ? { className: [`language-${language}`] } : {});
const captionOf = ({ title }: CodeMeta) => (title ? [element('figcaption', {}, text(title))] : []);

/** In a diff the first column says what became of a line. In one of another language it is no part of the code. */
function linesOf(source: string, language: string, { isDiff, highlighted }: CodeMeta): Line[] {
  return source.split('\n').map((written, index) => {
    const noted = note.exec(written);
    const line = noted ? written.slice(0, noted.index) : written;
    const isHeader = /^(?:\+\+\+|---) /.test(line);
    const column = language === 'diff' || isDiff ? marks[isHeader ? '' : (line[0] ?? '')] : undefined;
    return {
      source: isDiff && language !== 'diff' && /^[+ -]/.test(line) ? line.slice(1) : line,
      mark: marks[noted?.[1] ?? ''] ?? column ?? (highlighted.has(index + 1) ? 'mark' : undefined),
    };
  });
}

/** An element for each line only where something is to be said of lines. Its end stands within it: it is a block. */
function lineOf(parts: ElementContent[], line: Line | undefined, index: number, meta: CodeMeta): ElementContent[] {
  const ended = [...parts, text('\n')];
  if (!line?.mark && !meta.isNumbered) return ended;
  const number = meta.isNumbered ? { dataLine: String(meta.firstNumber + index) } : {};
  return [element(line?.mark ?? 'span', number, ...ended)];
}
