import * as hrefs from '#lib/hrefs.ts';
import type { Site } from '#lib/server/api/site.ts';
import { words } from '#lib/words.ts';

export interface MenuEntry {
  label: string;
  href: string;
}

type Section = Exclude<Site['sections'][number], 'UNSPECIFIED'>;

const places: Record<Section, MenuEntry> = {
  PROJECTS: { label: words.projects, href: hrefs.projectsHref },
  POSTS: { label: words.posts, href: hrefs.postsHref },
  TAGS: { label: words.tags, href: hrefs.tagsHref },
  ABOUT: { label: words.about, href: hrefs.aboutHref },
  RESUME: { label: words.resume, href: hrefs.resumeHref },
  DOCUMENTS: { label: words.documents, href: hrefs.documentsHref },
  CONTACT: { label: words.contact, href: hrefs.contactHref },
};

/** These are found at the foot of each page, where the author names none. */
const atTheFoot: Section[] = ['TAGS', 'DOCUMENTS', 'CONTACT'];

/** What the author put there, or what there is. Neither leads to a section in which there is nothing. */
export function menuOf({ menu, sections }: Pick<Site, 'menu' | 'sections'>): MenuEntry[] {
  if (menu.length === 0) return filled(sections).filter(({ section }) => !atTheFoot.includes(section));
  const empty = Object.entries(places).filter(([section]) => !sections.includes(section as Section));
  return menu.filter(({ href }) => !empty.some(([, place]) => place.href === href));
}

/** All that there is, for the foot of each page. */
export function indexOf({ sections }: Pick<Site, 'sections'>): MenuEntry[] {
  return filled(sections);
}

function filled(sections: Site['sections']) {
  return sections.flatMap((section) => (section === 'UNSPECIFIED' ? [] : [{ section, ...places[section] }]));
}
