import { createHash } from 'node:crypto';
import type { Element } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

const addresses = ['href', 'src', 'poster', 'cite'];
const pipeline = unified().use(rehypeParse, { fragment: true }).use(rehypeStringify).freeze();

/** Bounds memory: three feeds of posts of a usual length. */
const limit = 64;
const made = new Map<string, string>();

/** HTML of a page as it can stand anywhere else: each address in it is whole. Keeps what was asked for last. */
export function absoluteHtml(html: string, page: string): string {
  const key = createHash('sha256').update(`${page}\n${html}`).digest('base64');
  const whole = made.get(key) ?? make(html, page);
  made.delete(key);
  made.set(key, whole);
  const [oldest] = made.keys();
  if (made.size > limit && oldest) made.delete(oldest);
  return whole;
}

function make(html: string, page: string): string {
  const tree = pipeline.parse(html);
  visit(tree, 'element', ({ properties }: Element) => {
    for (const name of addresses) {
      const value = properties[name];
      if (typeof value === 'string') properties[name] = whole(value, page);
    }
    const set = properties['srcSet'];
    if (typeof set === 'string') properties['srcSet'] = wholeSet(set, page);
  });
  return pipeline.stringify(tree);
}

/** What is no address stays as it is written. */
function whole(address: string, page: string): string {
  return URL.canParse(address, page) ? new URL(address, page).href : address;
}

function wholeSet(set: string, page: string): string {
  const candidates = set.split(/,\s+/).map((candidate) => candidate.trim());
  return candidates
    .filter((candidate) => candidate !== '')
    .map((candidate) => candidate.replace(/^\S+/, (address) => whole(address, page)))
    .join(', ');
}
