import { answer } from '../machine.ts';
import { element, xmlDocument } from '../xml.ts';
import type { Place } from './entries.ts';

const xmlns = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const type = 'application/xml; charset=utf-8';

export function sitemap(places: Place[], { origin }: URL): Response {
  const urls = places.map(({ path, changed }) =>
    element('url', {}, element('loc', {}, `${origin}${path}`), changed ? element('lastmod', {}, changed) : undefined),
  );
  return answer(type, xmlDocument(element('urlset', { xmlns }, ...urls)));
}

export function sitemapIndex(paths: string[], { origin }: URL): Response {
  const sitemaps = paths.map((path) => element('sitemap', {}, element('loc', {}, `${origin}${path}`)));
  return answer(type, xmlDocument(element('sitemapindex', { xmlns }, ...sitemaps)));
}
