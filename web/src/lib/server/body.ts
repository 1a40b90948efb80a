import { createHash } from 'node:crypto';
import { renderMarkdown } from '../../../../functions/_markdown/render.ts';

/** Bounds memory: about half a megabyte of HTML for posts of a usual length. */
const limit = 64;
const rendered = new Map<string, string>();

/** HTML depends on nothing but its Markdown, so what was rendered once cannot go stale. Keeps what was asked for last. */
export async function renderBody(markdown: string): Promise<string> {
  const key = createHash('sha256').update(markdown).digest('base64');
  const html = rendered.get(key) ?? renderMarkdown(markdown).html;
  rendered.delete(key);
  rendered.set(key, html);
  const [oldest] = rendered.keys();
  if (rendered.size > limit && oldest) rendered.delete(oldest);
  return html;
}
