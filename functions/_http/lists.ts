import { byPublication, byScore, byUpdate, decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { refuse } from './refusal.ts';
import { limitParameter } from './request.ts';
import { isSlug } from './slug.ts';

/** What was asked of a list, read strictly; the same for a query of a URL and for what one function hands another. */
type Given = Record<string, unknown>;

export interface PostsAsked {
  project: string | undefined;
  tag: string | undefined;
  limit: number;
  after: Position<typeof byPublication> | undefined;
  /** The cursor of the page that follows this post. */
  cursorAfter: (last: Position<typeof byPublication>) => string;
  /** The question in the one form that a key has. */
  canonical: { project: string; tag: string; limit: string; cursor: string };
}

export function postsAsked(given: Given): PostsAsked {
  const project = slugGiven(given, 'project');
  const tag = slugGiven(given, 'tag');
  const limit = limitParameter(textGiven(given, 'limit'));
  const cursor = textGiven(given, 'cursor');
  const list = `posts?project=${project ?? ''}&tag=${tag ?? ''}`;
  return {
    ...{ project, tag, limit },
    after: decodeCursor(list, byPublication, cursor),
    cursorAfter: (last) => encodeCursor(list, byPublication, last),
    canonical: { project: project ?? '', tag: tag ?? '', limit: String(limit), cursor: cursor ?? '' },
  };
}

export interface SearchAsked {
  q: string;
  limit: number;
  after: Position<typeof byScore> | undefined;
  cursorAfter: (last: Position<typeof byScore>) => string;
  canonical: { q: string; limit: string; cursor: string };
}

const maxQuery = 200;

export function searchAsked(given: Given): SearchAsked {
  const q = words(textGiven(given, 'q') ?? '');
  const limit = limitParameter(textGiven(given, 'limit'));
  const cursor = textGiven(given, 'cursor');
  const list = `search?q=${q}`;
  return {
    ...{ q, limit },
    after: decodeCursor(list, byScore, cursor),
    cursorAfter: (last) => encodeCursor(list, byScore, last),
    canonical: { q, limit: String(limit), cursor: cursor ?? '' },
  };
}

/** Case and spacing find the same, so they share a key. */
function words(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) wrong('q', 'holds a character that no text can hold');
  const q = text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  if (q === '') wrong('q', 'must hold what is looked for');
  if ([...q].length > maxQuery) wrong('q', `must have at most ${maxQuery} characters`);
  return q;
}

export interface StudioPostsAsked {
  limit: number;
  after: Position<typeof byUpdate> | undefined;
  filters: { status?: string | undefined; project?: string | undefined; tag?: string | undefined };
  cursorAfter: (last: Position<typeof byUpdate>) => string;
}

export function studioPostsAsked(given: Given): StudioPostsAsked {
  const status = textGiven(given, 'status')?.toLowerCase();
  if (status !== undefined && !/^(draft|scheduled|published)$/.test(status)) {
    wrong('status', 'must be draft, scheduled or published');
  }
  const filters = { status, project: slugGiven(given, 'project'), tag: slugGiven(given, 'tag') };
  const list = `studio/posts?${JSON.stringify(filters)}`;
  return {
    limit: limitParameter(textGiven(given, 'limit')),
    after: decodeCursor(list, byUpdate, textGiven(given, 'cursor')),
    filters,
    cursorAfter: (last) => encodeCursor(list, byUpdate, last),
  };
}

export function slugGiven(given: Given, name: string): string | undefined {
  const value = textGiven(given, name);
  if (value !== undefined && !isSlug(value)) wrong(name, 'must be a slug');
  return value;
}

export function textGiven(given: Given, name: string): string | undefined {
  const value = given[name];
  if (value !== undefined && typeof value !== 'string') wrong(name, 'must be text');
  return value;
}

/** From a key comes what was absent as empty. */
export function withoutEmpty(payload: Given): Given {
  return Object.fromEntries(Object.entries(payload ?? {}).filter(([, value]) => value !== ''));
}

function wrong(field: string, issue: string): never {
  return refuse('malformed', `${field} ${issue}.`, [{ field, issue }]);
}
