import { API_URL } from '$app/env/private';
import type { RequestEvent } from '@sveltejs/kit';
import type { MediaJson } from '../../../../../proto/gen/colophon/media/v1/media_pb.js';
import { askAsAuthor, seeAsAuthor, type Outcome } from './author.ts';
import type { Whole } from './whole.ts';

export type Media = Whole<Omit<MediaJson, 'kind' | 'failure' | 'upload'>> &
  Pick<MediaJson, 'kind' | 'failure' | 'upload'>;

const uploadMilliseconds = 120_000;

export function getMedia(event: RequestEvent, id: string): Promise<Media> {
  return seeAsAuthor(event, 'studio', 'media', id);
}

export function describeMedia(event: RequestEvent, id: string, alternativeText: string): Promise<Outcome<Media>> {
  return askAsAuthor(event, { method: 'PATCH', path: ['media', id], body: { alternativeText } });
}

/** Asks for a target, puts the file there and says that it is complete. */
export async function uploadMedia(event: RequestEvent, file: File, alternativeText: string): Promise<Outcome<Media>> {
  const body = { fileName: file.name, alternativeText, bytes: file.size };
  const target = await askAsAuthor<Media>(event, { method: 'POST', path: ['media'], body });
  if (!target.ok) return target;
  const refused = await put(event, file, target.body.upload?.url ?? '');
  if (refused) return refused;
  return askAsAuthor(event, { method: 'POST', path: ['media', target.body.id, 'complete'] });
}

/** A target at this site's own address is reached where the gateway listens; any other, S3's, is complete as it is. */
async function put(event: RequestEvent, file: File, target: string): Promise<Outcome<never> | undefined> {
  const address = new URL(target, event.url.origin);
  const isOwn = address.origin === event.url.origin;
  const url = isOwn ? `${API_URL}${address.pathname}${address.search}` : address.href;
  const signal = AbortSignal.timeout(uploadMilliseconds);
  const answer = await fetch(url, { method: 'PUT', body: file, signal }).catch(() => undefined);
  if (answer?.ok) return undefined;
  return { ok: false, refused: { status: answer?.status ?? 503, detail: '', violations: [] } };
}
