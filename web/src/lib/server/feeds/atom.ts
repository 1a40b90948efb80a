import { element, xmlDocument } from '../xml.ts';
import type { Feed, FeedEntry } from './feed.ts';

export const atomType = 'application/atom+xml; charset=utf-8';

/** RFC 4287. */
export function atom({ title, description, author, page, self, icon, updated, entries }: Feed): string {
  return xmlDocument(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom' },
      element('id', {}, self),
      element('title', {}, title),
      description === '' ? undefined : element('subtitle', {}, description),
      element('updated', {}, updated),
      element('author', {}, element('name', {}, author), element('uri', {}, new URL('/', page).href)),
      element('link', { rel: 'self', type: 'application/atom+xml', href: self }),
      element('link', { rel: 'alternate', type: 'text/html', href: page }),
      element('icon', {}, icon),
      element('generator', {}, 'Colophon'),
      ...entries.map(entryOf),
    ),
  );
}

function entryOf({ id, page, title, summary, html, tags, published, updated }: FeedEntry) {
  return element(
    'entry',
    {},
    element('id', {}, id),
    element('title', {}, title),
    element('link', { rel: 'alternate', type: 'text/html', href: page }),
    element('published', {}, published),
    element('updated', {}, updated),
    ...tags.map((term) => element('category', { term })),
    summary === '' && html !== undefined ? undefined : element('summary', {}, summary),
    html === undefined ? undefined : element('content', { type: 'html' }, html),
  );
}
