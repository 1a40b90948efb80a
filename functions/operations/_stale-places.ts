import type { Named } from '../_postgres/events/names-of.ts';
import { idIn } from './_letter.ts';

/** Something that readers see, and that an event made stale. */
export interface StalePlace {
  /** As it stands in a sentence. */
  phrase: string;
  name: string;
  /** Of the site; '' where it has no address. */
  path: string;
  /** What an event is about comes before what shows a little of it. */
  rank: number;
}

/** Tags that are one place, whatever the database holds. Names of functions/_keys/tags.ts. */
const fixed: Record<string, StalePlace | undefined> = {
  all: { phrase: 'every page', name: 'Every page', path: '/', rank: 0 },
  site: { phrase: 'what each page shows of the site', name: 'The site', path: '/', rank: 1 },
  about: page('About', '/about'),
  contact: page('Contact', '/contact'),
  documents: page('Documents', '/documents'),
  'work-history': page('Résumé', '/resume'),
  education: page('Résumé', '/resume'),
  languages: page('Résumé', '/resume'),
  techstack: { phrase: 'the tech stack', name: 'The tech stack', path: '/resume', rank: 2 },
  projects: list('the list of projects', '/projects'),
  'projects:cards': list('the list of projects', '/projects'),
  posts: list('the list of posts', '/posts'),
  'posts:cards': list('the list of posts', '/posts'),
  tags: list('the list of tags', '/tags'),
  search: list('the search', '/search'),
  redirects: list('the redirects', ''),
  media: list('the pictures', ''),
};

export interface StalePlaces {
  /** Each once, what the event is about first. */
  named: StalePlace[];
  /** How many more there are, whose names nobody has looked up. */
  more: number;
}

/** @param ids of which the names were looked up */
export function stalePlaces(tags: string[], ids: string[], names: Map<string, Named>): StalePlaces {
  const places = new Map<string, StalePlace>();
  const others = new Set<string>();
  for (const tag of tags) {
    const id = idIn(tag);
    if (id !== undefined && !ids.includes(id)) {
      others.add(id);
      continue;
    }
    const place = placeOf(tag, names);
    // A post and its card are one; two posts of one title are two.
    const one = Object.hasOwn(fixed, tag) || tag.startsWith('file:') ? place.name : tag.split(':', 2).join(':');
    const known = places.get(one);
    if (!known || place.rank < known.rank) places.set(one, place);
  }
  return { named: [...places.values()].sort((one, other) => one.rank - other.rank), more: others.size };
}

function placeOf(tag: string, names: Map<string, Named>): StalePlace {
  const known = Object.hasOwn(fixed, tag) ? fixed[tag] : undefined;
  if (known) return known;
  const [kind = '', id = '', part] = tag.split(':');
  if (kind === 'file') return list('the texts that show a file', '');
  if (kind === 'tagged' && id) return { ...list(`the posts tagged “${id}”`, `/tags/${id}`), name: `Tagged “${id}”` };
  const word = words[kind];
  if (!word || !id) return { ...list(`something that is called “${tag.slice(0, 60)}”`, ''), name: tag.slice(0, 60) };
  const named = names.get(id);
  const phrase = phraseOf(named?.kind ? (words[named.kind] ?? word) : word, named);
  const place = { name: named?.name || 'Without a title', path: named?.path ?? '', rank: ranks[kind] ?? 3 };
  if (!named) return { ...place, phrase, name: `${word[0]?.toUpperCase()}${word.slice(1)} that is not there any more` };
  return part === undefined ? { ...place, phrase } : { ...place, phrase: `what is shown of ${phrase}`, rank: 4 };
}

const words: Record<string, string | undefined> = {
  post: 'page',
  project: 'project',
  node: 'page',
  section: 'section',
  media: 'picture',
  image: 'picture',
  document: 'document',
  techstack: 'technology',
  item: 'technology',
};
const ranks: Record<string, number | undefined> = { post: 2, project: 2 };

/** The page “About”, a page without a title, a page that is not there any more. */
export function phraseOf(word: string, named: Named | undefined): string {
  if (!named) return `a ${word} that is not there any more`;
  const called = named.name ? `the ${word} “${named.name}”` : `a ${word} without a title`;
  if (named.isDeleted) return `${called} (deleted)`;
  return named.kind === 'post' && named.state !== 'published' ? `${called} (not published)` : called;
}

function page(name: string, path: string): StalePlace {
  return { phrase: `the page “${name}”`, name, path, rank: 2 };
}

function list(phrase: string, path: string): StalePlace {
  return { phrase, name: phrase.replace(/^the (.)/, (_, first: string) => first.toUpperCase()), path, rank: 4 };
}
