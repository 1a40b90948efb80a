import { setImmediate as othersTurn } from 'node:timers/promises';
import { postHref } from '#lib/hrefs.ts';
import { postCardHref } from '#lib/cards.ts';
import type { Fetch } from '../api/ask.ts';
import { listPosts } from '../api/lists.ts';
import { getPost, type Post } from '../api/posts.ts';
import { getSite, type Site } from '../api/site.ts';
import { renderText } from '../body.ts';
import { ifThere } from '../if-there.ts';
import { someAtOnce } from '../some-at-once.ts';
import type { Feed, FeedEntry } from './feed.ts';

/** Posts in a feed. */
const newest = 20;
const atOnce = 5;
/** Of all posts in a feed together. What does not fit is told of by its summary. */
const maxHtmlLength = 2_000_000;

export interface About {
  title: (site: Site) => string;
  description: (site: Site) => string;
  /** The path of its page. */
  page: string;
  of: { project?: string; tag?: string };
}

/** A feed of the newest posts, whole; made of the same objects as their pages, and so as fresh. */
export async function gather(fetch: Fetch, self: URL, { title, description, page, of }: About): Promise<Feed> {
  const [{ body: site }, { body: list }] = await Promise.all([
    getSite(fetch),
    listPosts(fetch, { ...of, limit: newest }),
  ]);
  const found = await someAtOnce(list.items, atOnce, ({ project, path }) =>
    ifThere(getPost(fetch, { project: project.slug, path })),
  );
  const posts = found.flatMap((post) => (post ? [post.body] : []));
  const whole = (path: string) => new URL(path, self).href;
  const entries: FeedEntry[] = [];
  let left = maxHtmlLength;
  for (const post of posts) {
    // To render twenty posts takes a while, in which others want to be answered, too.
    await othersTurn();
    const html = left > 0 ? await htmlOf(post, whole(pageOf(post))) : undefined;
    const fits = html !== undefined && html.length <= left;
    if (html !== undefined) left = fits ? left - html.length : 0;
    entries.push(entryOf(post, site, fits ? html : undefined, whole));
  }
  return {
    title: title(site),
    description: description(site),
    author: site.author || site.title,
    page: whole(page),
    self: `${self.origin}${self.pathname}`,
    icon: whole('/favicon.svg'),
    updated: entries.map(({ updated }) => updated).reduce(later, site.updatedAt || new Date(0).toISOString()),
    entries,
  };
}

const htmlOf = async ({ bodyMarkdown, pictures }: Post, page: string) =>
  (await renderText(bodyMarkdown, { pictures, feedOf: page })).html;

const pageOf = ({ project, path }: Post) => postHref(project.slug, path);

function entryOf(post: Post, site: Site, html: string | undefined, whole: (path: string) => string): FeedEntry {
  const { id, title, summary, tags, publishedAt, createdAt, updatedAt } = post;
  const published = publishedAt ?? createdAt;
  return {
    id: `urn:uuid:${id}`,
    page: whole(pageOf(post)),
    ...{ title, summary, html, tags, published },
    image: whole(postCardHref(post, site)),
    updated: later(updatedAt, published),
  };
}

const later = (one: string, other: string) => (one > other ? one : other);
