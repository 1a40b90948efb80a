import type { Code, Root } from 'mdast';
import { visit } from 'unist-util-visit';

export interface CodeMeta {
  title: string;
  isNumbered: boolean;
  firstNumber: number;
  isDiff: boolean;
  highlighted: Set<number>;
}

/** Carries what stands behind the language of a fence past the parser of HTML, which knows attributes only. */
export function keepMeta() {
  return (tree: Root): void => {
    visit(tree, 'code', (code: Code) => {
      if (code.meta) code.data = { ...code.data, hProperties: { ...code.data?.hProperties, dataMeta: code.meta } };
    });
  };
}

const most = 5_000;

/** `title="app.ts" {1,3-5} numbers=10 diff`, in any order; unknown words are nobody's. */
export function parseMeta(meta: string): CodeMeta {
  const title = /(?:^|\s)(?:title|file|filename)=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(meta);
  const rest = title ? meta.replace(title[0], ' ') : meta;
  const numbers = /(?:^|\s)(?:numbers|showLineNumbers|lineNumbers|linenos)(?:[={](\d{1,6})\}?)?(?=\s|$)/i.exec(rest);
  return {
    title: title?.[1] ?? title?.[2] ?? title?.[3] ?? '',
    isNumbered: numbers !== null,
    firstNumber: Number(numbers?.[1] ?? 1),
    isDiff: /(?:^|\s)diff(?=\s|$)/.test(rest),
    highlighted: linesIn(/(?:^|\s)\{([\d,\s-]+)\}/.exec(rest)?.[1] ?? ''),
  };
}

function linesIn(ranges: string): Set<number> {
  const lines = new Set<number>();
  for (const range of ranges.split(',')) {
    const [from, to = from] = range.split('-').map((part) => Number(part.trim()));
    for (let line = from!; line > 0 && line <= to! && lines.size < most; line += 1) lines.add(line);
  }
  return lines;
}
