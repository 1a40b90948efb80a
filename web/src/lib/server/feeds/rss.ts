import { element, xmlDocument } from '../xml.ts';
import type { Feed, FeedEntry } from './feed.ts';

export const rssType = 'application/rss+xml; charset=utf-8';

const namespaces = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
};

/** RSS 2.0. */
export function rss({ title, description, author, page, self, updated, entries }: Feed): string {
  return xmlDocument(
    element(
      'rss',
      { version: '2.0', ...namespaces },
      element(
        'channel',
        {},
        element('title', {}, title),
        element('link', {}, page),
        element('description', {}, description || title),
        element('atom:link', { rel: 'self', type: 'application/rss+xml', href: self }),
        element('lastBuildDate', {}, mailDate(updated)),
        element('generator', {}, 'Colophon'),
        ...entries.map((entry) => itemOf(entry, author)),
      ),
    ),
  );
}

function itemOf({ id, page, title, summary, html, tags, published }: FeedEntry, author: string) {
  return element(
    'item',
    {},
    element('title', {}, title),
    element('link', {}, page),
    element('guid', { isPermaLink: 'false' }, id),
    element('pubDate', {}, mailDate(published)),
    element('dc:creator', {}, author),
    ...tags.map((tag) => element('category', {}, tag)),
    element('description', {}, summary),
    html === undefined ? undefined : element('content:encoded', {}, html),
  );
}

/** RFC 822, with the year in four digits. */
function mailDate(timestamp: string): string {
  return new Date(timestamp).toUTCString();
}
