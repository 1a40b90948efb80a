import { createHash } from 'node:crypto';
import { type Rendered, renderMarkdown, type RenderOptions } from '../../../../functions/_markdown/render.ts';

export type { Heading, Rendered } from '../../../../functions/_markdown/render.ts';

/** Bounds memory, by letters of HTML: some hundred posts of a usual length. */
const limit = 4_000_000;
const rendered = new Map<string, Rendered>();
let kept = 0;

/**
 * A text with its table of contents, its length and what its page needs. It depends on nothing but what is given here, so
 * what was rendered once cannot go stale. Keeps what was asked for last.
 */
export async function renderText(markdown: string, options: RenderOptions = {}): Promise<Rendered> {
  const key = createHash('sha256')
    .update(JSON.stringify([markdown, options]))
    .digest('base64');
  const found = rendered.get(key);
  const text = found ?? (await renderMarkdown(markdown, options));
  if (rendered.delete(key)) kept -= text.html.length;
  rendered.set(key, text);
  kept += text.html.length;
  for (const [oldest, { html }] of rendered) {
    if (kept <= limit) break;
    rendered.delete(oldest);
    kept -= html.length;
  }
  return text;
}

/** The same for whoever wants the HTML alone. */
export async function renderBody(markdown: string, options: RenderOptions = {}): Promise<string> {
  return (await renderText(markdown, options)).html;
}
