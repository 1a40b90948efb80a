import { digest } from '../_http/reply.ts';
import type { Answer } from '../_lambda/answer.ts';
import type { Built } from '../_redis/entry.ts';

/** What the builder answered, as it will be stored and sent: found, or found missing. */
export function builtFrom(answer: Answer<object>): Built {
  if (answer.snapshot === undefined || answer.tags === undefined) {
    throw new Error('The builder did not say from when and what it built.');
  }
  const body = 'value' in answer ? JSON.stringify(answer.value) : answer.refusal.detail;
  return {
    status: 'value' in answer ? 200 : 404,
    body,
    etag: digest(body),
    snapshot: answer.snapshot,
    tags: answer.tags,
  };
}
