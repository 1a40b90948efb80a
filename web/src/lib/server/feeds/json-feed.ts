import type { Feed, FeedEntry } from './feed.ts';

export const jsonFeedType = 'application/feed+json; charset=utf-8';

/** JSON Feed 1.1. */
export function jsonFeed({ title, description, author, page, self, icon, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    feed_url: self,
    ...(description !== '' && { description }),
    favicon: icon,
    authors: [{ name: author, url: new URL('/', page).href }],
    items: entries.map(itemOf),
  });
}

function itemOf({ id, page, title, summary, html, image, tags, published, updated }: FeedEntry) {
  return {
    id,
    url: page,
    title,
    ...(html === undefined ? { content_text: summary } : { content_html: html }),
    ...(summary !== '' && { summary }),
    image,
    date_published: published,
    date_modified: updated,
    ...(tags.length > 0 && { tags }),
  };
}
