import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { allowedHtml } from './allowed-html.ts';
import { finish } from './finish.ts';

// What is added after the sanitiser is ours and needs no check: headings' ids, and what finish() sets.
const pipeline = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
  .use(rehypeRaw)
  .use(rehypeSanitize, allowedHtml)
  .use(rehypeSlug)
  .use(finish)
  .use(rehypeStringify)
  .freeze();

/** The one renderer: pages, feeds and previews show the same HTML, and it is safe to put into a page as it is. */
export function renderMarkdown(markdown: string): { html: string } {
  try {
    return { html: pipeline.processSync(markdown).toString() };
  } catch (error) {
    // Thousands of nested blocks exhaust the stack. Such a text shows as it was written, and the page stands.
    if (error instanceof RangeError) return { html: `<pre>${escapeHtml(markdown)}</pre>` };
    throw error;
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
