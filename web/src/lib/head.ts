import {
  cardOfPost,
  cardOfProject,
  cardOfSite,
  postCardHref,
  projectCardHref,
  siteCardHref,
  type Card,
} from '#lib/cards.ts';
import { homeHref, postHref, projectHref } from '#lib/hrefs.ts';
import { structuredData, type Thing } from '#lib/things.ts';
import { profilesOf } from '#lib/person.ts';
import { words } from '#lib/words.ts';

export interface HeadPost {
  title: string;
  summary: string;
  path: string;
  project: { slug: string; name: string };
  tags: string[];
  publishedAt?: string;
  createdAt: string;
  updatedAt: string;
  breadcrumbs: { name: string; path: string }[];
}

export interface Told {
  url: Pick<URL, 'origin' | 'pathname'>;
  site: { title: string; tagline: string; description: string; author: string };
  /** The author's, on pages that are about them. */
  channels: { kind: string; label: string; href: string }[];
  title: string;
  description: string;
  post?: HeadPost | undefined;
  project?: { slug: string; name: string; type: string } | undefined;
  resume?: HeadResume | undefined;
}

export interface HeadResume {
  work: { role: string; organisation: string; end?: string }[];
  education: { institution: string }[];
  languages: { name: string }[];
}

export interface Alternate {
  type: string;
  href: string;
  title?: string;
}

export interface Head {
  canonical: string;
  type: 'website' | 'article';
  image: string;
  imageText: string;
  alternates: Alternate[];
  /** Addresses that are the author's, too. */
  me: string[];
  things: Thing[];
}

/** What a page tells programs of itself. Each address is whole. */
export function headOf(told: Told): Head {
  const { url, site, channels, post } = told;
  const whole = (path: string) => new URL(path, url.origin).href;
  const [card, cardHref] = drawn(told);
  const canonical = `${url.origin}${url.pathname}`;
  const isProfile = channels.length > 0;
  return {
    canonical,
    type: post ? 'article' : 'website',
    image: whole(cardHref),
    imageText: [card.title, card.note, card.site].filter(Boolean).join(' · '),
    alternates: alternates(told).map((each) => ({ ...each, href: whole(each.href) })),
    me: isProfile ? [...profilesOf(channels), ...channels.filter(isMail)].map(({ href }) => href) : [],
    things: structuredData({ ...told, canonical, image: whole(cardHref), home: whole(homeHref), whole }),
  };

  function drawn({ post, project }: Told): [Card, string] {
    if (post) return [cardOfPost(post, site), postCardHref(post, site)];
    if (project) return [cardOfProject(project, site), projectCardHref(project, site)];
    return [cardOfSite(site), siteCardHref(site)];
  }
}

const isMail = ({ href }: { href: string }) => /^mailto:/i.test(href);

/** The same in other forms, what is nearest first. */
function alternates({ url, site, post, project }: Told): Alternate[] {
  const found: Alternate[] = [];
  const of = post?.project ?? project;
  const [, tag] = /^\/tags\/([^/]+)$/.exec(url.pathname) ?? [];
  if (post) found.push({ type: 'text/markdown', href: `${postHref(post.project.slug, post.path)}.md` });
  if (url.pathname === '/resume') found.push({ type: 'application/json', href: '/resume.json' });
  if (of) found.push(...feeds(projectHref(of.slug), `${of.name} · ${site.title}`));
  if (tag) found.push(...feeds(`/tags/${tag}`, `${tag} · ${site.title}`));
  return [...found, ...feeds('', site.title)];
}

function feeds(below: string, name: string): Alternate[] {
  return [
    { type: 'application/atom+xml', href: `${below}/feed.xml`, title: words.feedIn('Atom', name) },
    { type: 'application/rss+xml', href: `${below}/rss.xml`, title: words.feedIn('RSS', name) },
    { type: 'application/feed+json', href: `${below}/feed.json`, title: words.feedIn('JSON', name) },
  ];
}
