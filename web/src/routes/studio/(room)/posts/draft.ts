import type { UpdatePostRequestJson } from '../../../../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { formText } from '#lib/form-text.ts';
import type { Manuscript } from '#lib/server/api/manuscripts.ts';
import { parentIn } from './places.ts';

const fields = [
  'title',
  'slug',
  'summary',
  'tags',
  'place',
  'bodyMarkdown',
  'project',
  'key',
  'savedSlug',
  'savedPlace',
] as const;

/** What stands in the form: all that was typed, and what it was typed over. It goes from form to form until it is saved. */
export type Draft = Record<(typeof fields)[number], string> & { revision: number };

export const emptyDraft: Draft = {
  ...(Object.fromEntries(fields.map((name) => [name, ''])) as Record<(typeof fields)[number], string>),
  revision: 0,
};

/** Browsers send lines that end as in 1970; what is stored ends as it did when it was read. */
export function readDraft(form: FormData): Draft {
  const text = (name: string) => formText(form, name).replaceAll('\r\n', '\n');
  const read = Object.fromEntries(fields.map((name) => [name, text(name)])) as Omit<Draft, 'revision'>;
  return { ...read, revision: Number(/^\d{1,9}$/.exec(text('revision'))?.[0] ?? 0) };
}

export function draftOf(post: Manuscript, place: string): Draft {
  const { title, slug, summary, bodyMarkdown, revision, projectId } = post;
  return {
    ...{ ...emptyDraft, title, slug, summary, bodyMarkdown, revision },
    ...{ tags: post.tags.join(', '), project: projectId, place, savedPlace: place, savedSlug: slug },
  };
}

export const tagsOf = (typed: string): string[] => typed.split(/[\s,]+/).filter((tag) => tag !== '');

/** Place and slug are sent where they were changed: who only writes moves nothing, and takes back no move of another's. */
export function changeOf(draft: Draft): UpdatePostRequestJson {
  const { title, slug, summary, bodyMarkdown, place, savedPlace, savedSlug } = draft;
  return {
    ...{ title, summary, bodyMarkdown, tags: tagsOf(draft.tags) },
    ...(slug !== '' && slug !== savedSlug && { slug }),
    ...(place !== savedPlace && { parentNodeId: parentIn(place) }),
  };
}

/** In the words of the API, which field of the form a violation belongs to. */
export function fieldOf(violation: string): keyof Draft | undefined {
  if (violation.startsWith('tags')) return 'tags';
  if (violation === 'parentNodeId' || violation === 'position') return 'place';
  return fields.find((name) => name === violation);
}
