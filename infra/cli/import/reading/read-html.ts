import type { Destination } from './read-markdown.ts';

const tag = /<!--[\s\S]*?-->|<([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const attribute = /(?<=[\s"'])(src|href|poster)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)/gi;
// The renderer takes these out with all that is in them.
const neverShown = new Set(
  'iframe script style object embed svg math form select textarea template noscript'.split(' '),
);

/** Finds what a piece of HTML names: pictures, films, sounds and links. `offset` is where the piece begins in its text. */
export function findInHtml(html: string, offset: number): { destinations: Destination[]; leftOut: string[] } {
  const destinations: Destination[] = [];
  const leftOut: string[] = [];
  for (const found of html.matchAll(tag)) {
    const [, name = '', attributes = ''] = found;
    if (neverShown.has(name.toLowerCase())) leftOut.push(name.toLowerCase());
    if (!/^(img|a|video|audio|source)$/i.test(name)) continue;
    for (const { 0: all, 1: key = '', 2: value = '', index } of attributes.matchAll(attribute)) {
      const quotes = /^["']/.test(value) ? 1 : 0;
      const end = offset + found.index + 1 + name.length + index + all.length - quotes;
      const url = value.slice(quotes, value.length - quotes);
      const start = end - url.length;
      destinations.push({ start, end, url: url.trim().replaceAll('&amp;', '&'), shown: key.toLowerCase() !== 'href' });
    }
  }
  return { destinations, leftOut };
}
