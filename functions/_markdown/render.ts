import type { Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { allowedHtml } from './allowed-html.ts';
import { setApart } from './apart.ts';
import { type Needs, noNeeds, showBlocks } from './blocks.ts';
import { callouts } from './callouts.ts';
import { keepMeta } from './code-meta.ts';
import { countWords } from './count-words.ts';
import { finish } from './finish.ts';
import { nameInFull } from './for-feed.ts';
import { type Heading, outline } from './headings.ts';
import { placeNotes } from './margin-notes.ts';
import { mathSyntax } from './math-syntax.ts';
import { makeFigures, type Picture, showPictures } from './pictures.ts';

export type { Heading } from './headings.ts';
export type { Picture } from './pictures.ts';

export interface RenderOptions {
  /** What the site knows of the pictures that the text names. */
  pictures?: Picture[] | undefined;
  /** The address of the text's page, for a feed: everything is named in full, and nothing needs a style or script of ours. */
  feedOf?: string | undefined;
  /** Where on a page of several texts this one stands, in letters that an id may have: its ids begin with it. */
  place?: string | undefined;
}

export interface Rendered {
  html: string;
  /** The headings, as they are linked to. */
  contents: Heading[];
  /** Of the text, without code: for the time that reading takes. */
  words: number;
  needs: Needs;
}

/** Everything that an author wrote goes through the sanitiser, once. What is added to its tree afterwards is ours. */
const parser = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(mathSyntax)
  .use(callouts)
  .use(keepMeta)
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
  .use(rehypeRaw)
  .use(rehypeSanitize, allowedHtml)
  .freeze();
const printer = unified().use(rehypeStringify).freeze();

/** The one renderer: pages, feeds and previews show the same HTML, and it is safe to put into a page as it is. */
export async function renderMarkdown(markdown: string, options: RenderOptions = {}): Promise<Rendered> {
  try {
    return await shown(parser.runSync(parser.parse(markdown)), options);
  } catch (error) {
    // Thousands of nested blocks exhaust the stack. Such a text shows as it was written, and the page stands.
    if (!(error instanceof RangeError)) throw error;
    const words = markdown.split(/\s+/).length;
    return {
      html: `<pre tabindex="0">${escapeHtml(markdown)}</pre>`,
      contents: [],
      words,
      needs: noNeeds,
    };
  }
}

async function shown(tree: Root, { pictures = [], feedOf, place }: RenderOptions): Promise<Rendered> {
  const isForFeed = feedOf !== undefined;
  const words = countWords(tree);
  const contents = outline(tree, isForFeed);
  makeFigures(tree);
  showPictures(tree, pictures, isForFeed);
  const needs = await showBlocks(tree, isForFeed);
  if (isForFeed) nameInFull(tree, feedOf);
  else {
    finish(tree);
    placeNotes(tree);
  }
  if (place === undefined) return { html: printer.stringify(tree), contents, words, needs };
  const named = setApart(tree, place);
  const ownContents = contents.map((heading) => ({ ...heading, id: named(heading.id) }));
  return { html: printer.stringify(tree), contents: ownContents, words, needs };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
