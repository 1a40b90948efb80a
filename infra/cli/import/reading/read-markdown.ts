import type { Nodes, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import { visit } from 'unist-util-visit';
import { findInHtml } from './read-html.ts';

/** Where in a text another file is named, and how. */
export interface Destination {
  start: number;
  end: number;
  url: string;
  /** A picture that is shown, not a link that is followed. */
  shown: boolean;
}

export interface Markdown {
  destinations: Destination[];
  /** Elements that no reader will see. */
  leftOut: string[];
  heading?: { text: string; depth: number; end: number; first: boolean };
}

/** The parser knows where in the source a destination stands, and forgets it: here it keeps it. */
function keepDestinations(this: Processor): void {
  const settings = this.data();
  (settings.fromMarkdownExtensions ??= []).push({
    exit: {
      resourceDestination(token) {
        const node = this.stack.at(-1);
        if (node) node.data = { ...node.data, destination: [token.start.offset, token.end.offset] } as object;
      },
      definitionDestination(token) {
        const node = this.stack.at(-1);
        if (node) node.data = { ...node.data, destination: [token.start.offset, token.end.offset] } as object;
      },
    },
  });
}

const parser = unified().use(remarkParse).use(remarkGfm).use(keepDestinations).freeze();

/** Reads a text without changing a letter of it: what is written in code is no link, what is written in HTML is one. */
export function readMarkdown(source: string): Markdown {
  const tree = parser.parse(source);
  const destinations: Destination[] = [];
  const leftOut = new Set<string>();
  visit(tree, (node) => {
    if (node.type === 'html' && node.position) {
      const { start, end } = node.position;
      const written = source.slice(start.offset, end.offset);
      // In a quotation each line begins with a mark that is not part of the HTML.
      const own =
        written === node.value ? written : written.replace(/\n[ \t>]+/g, (marks) => marks.replaceAll('>', ' '));
      const html = findInHtml(own, start.offset ?? 0);
      destinations.push(...html.destinations);
      for (const name of html.leftOut) leftOut.add(name);
    }
    const at = (node.data as { destination?: [number, number] } | undefined)?.destination;
    if (at && 'url' in node)
      destinations.push({ start: at[0], end: at[1], url: node.url, shown: node.type === 'image' });
  });
  const heading = firstHeading(tree);
  return {
    destinations: destinations.toSorted((a, b) => a.start - b.start),
    leftOut: [...leftOut],
    ...(heading && { heading }),
  };
}

function firstHeading(tree: Root): Markdown['heading'] {
  const index = tree.children.findIndex((node) => node.type === 'heading' && plainText(node).trim() !== '');
  const heading = tree.children[index];
  if (heading?.type !== 'heading') return undefined;
  const text = plainText(heading).replace(/\s+/g, ' ').trim();
  return { text, depth: heading.depth, end: heading.position?.end.offset ?? 0, first: index === 0 };
}

function plainText(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  return 'children' in node ? node.children.map(plainText).join('') : '';
}
