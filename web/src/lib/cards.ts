import { longDate } from '#lib/dates.ts';

/** What is drawn where a page is shared: an image with the site's name, a title, and a line below. */
export interface Card {
  site: string;
  title: string;
  note: string;
}

interface Named {
  title: string;
  tagline: string;
}

interface Post {
  title: string;
  path: string;
  project: { slug: string; name: string };
  publishedAt?: string;
}

/** To be raised when cards are drawn otherwise. */
const drawing = 1;

export const cardOfSite = ({ title, tagline }: Named): Card => ({ site: '', title, note: tagline });

export const cardOfProject = ({ name, type }: { name: string; type: string }, site: Named): Card => ({
  site: site.title,
  title: name,
  note: type,
});

export const cardOfPost = ({ title, project, publishedAt }: Post, site: Named): Card => ({
  site: site.title,
  title,
  note: [project.name, publishedAt && longDate(publishedAt)].filter(Boolean).join(' · '),
});

export const siteCardHref = (site: Named): string => href(cardOfSite(site), 'site');

export const projectCardHref = (project: { slug: string; name: string; type: string }, site: Named): string =>
  href(cardOfProject(project, site), `projects/${project.slug}`);

export const postCardHref = (post: Post, site: Named): string =>
  href(cardOfPost(post, site), `projects/${post.project.slug}/${post.path}`);

/** Another drawing has another address, so that whoever keeps images for weeks fetches the new one. */
const href = (card: Card, of: string) => `/og/${edition(card)}/${of}.png`;

/** Names what is drawn. Two FNV-1a sums, for no more than to tell one edition from another. */
export function edition({ site, title, note }: Card): string {
  const text = JSON.stringify([drawing, site, title, note]);
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    one = Math.imul(one ^ text.charCodeAt(index), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(text.length - 1 - index), 0x01000193);
  }
  return [one, other].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}
