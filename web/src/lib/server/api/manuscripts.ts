import type { RequestEvent } from '@sveltejs/kit';
import type {
  CreatePostRequestJson,
  PostCardForStudioJson,
  PostForStudioJson,
  UpdatePostRequestJson,
} from '../../../../../proto/gen/colophon/posts/v1/posts_pb.js';
import type { RevisionJson } from '../../../../../proto/gen/colophon/posts/v1/revisions_pb.js';
import { askAsAuthor, must, seeAsAuthor, type Outcome } from './author.ts';
import type { Whole } from './whole.ts';

/** Posts as their author sees them, drafts too. */
export type Manuscript = Whole<Omit<PostForStudioJson, 'publishedAt' | 'parentNodeId' | 'coverMediaId'>> & {
  publishedAt?: string;
  parentNodeId?: string;
};
export type ManuscriptCard = Whole<Omit<PostCardForStudioJson, 'publishedAt'>> & { publishedAt?: string };

export interface Filters {
  status?: string | undefined;
  project?: string | undefined;
  cursor?: string | undefined;
}

interface ManuscriptPage {
  items: ManuscriptCard[];
  nextCursor?: string;
}

const perPage = '25';

export async function listManuscripts(event: RequestEvent, filters: Filters): Promise<ManuscriptPage> {
  const query = { ...filters, limit: perPage };
  return must(event, await askAsAuthor(event, { method: 'GET', path: ['studio', 'posts'], query }));
}

export function getManuscript(event: RequestEvent, id: string): Promise<Manuscript> {
  return seeAsAuthor(event, 'studio', 'posts', id);
}

/** The text that both sides of a conflict began with; undefined where it cannot be had. */
export async function getRevision(
  event: RequestEvent,
  id: string,
  revision: number,
): Promise<RevisionJson | undefined> {
  const path = ['studio', 'posts', id, 'revisions', revision];
  const found = await askAsAuthor<RevisionJson>(event, { method: 'GET', path });
  return found.ok ? found.body : undefined;
}

/** The key makes sure that a form that was sent twice makes one post. */
export function createManuscript(
  event: RequestEvent,
  project: string,
  body: CreatePostRequestJson,
  key: string,
): Promise<Outcome<Manuscript>> {
  const headers: Record<string, string> = key === '' ? {} : { 'idempotency-key': key };
  return askAsAuthor(event, { method: 'POST', path: ['projects', project, 'posts'], body, headers });
}

export function changeManuscript(
  event: RequestEvent,
  id: string,
  revision: number,
  body: UpdatePostRequestJson,
): Promise<Outcome<Manuscript>> {
  return askAsAuthor(event, { method: 'PATCH', path: ['posts', id], body, headers: ifSeen(revision) });
}

export function turnManuscript(
  event: RequestEvent,
  id: string,
  revision: number,
  turn: 'publish' | 'unpublish',
): Promise<Outcome<Manuscript>> {
  const body = turn === 'publish' ? { body: {} } : {};
  return askAsAuthor(event, { method: 'POST', path: ['posts', id, turn], ...body, headers: ifSeen(revision) });
}

export function scheduleManuscript(
  event: RequestEvent,
  id: string,
  revision: number,
  publishedAt: string,
): Promise<Outcome<Manuscript>> {
  const body = { publishedAt };
  return askAsAuthor(event, { method: 'POST', path: ['posts', id, 'schedule'], body, headers: ifSeen(revision) });
}

export function deleteManuscript(event: RequestEvent, id: string, revision: number): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['posts', id], headers: ifSeen(revision) });
}

/** The API compares the revision alone; what stands behind it in an ETag is for caches, which the studio has none of. */
function ifSeen(revision: number): Record<string, string> {
  return { 'if-match': `"${revision}-seen"` };
}
