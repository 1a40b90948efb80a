import { createHash } from 'node:crypto';
import type { Built } from './entry.ts';

/** What a builder answers: an object or that there is none, each as of a snapshot and from these tags. */
export type BuilderAnswer = ({ value: unknown } | { refusal: { detail: string } }) & {
  snapshot?: string;
  tags?: string[];
};

/** The builder's answer as it will be stored and sent. The entity tag is strong: it is of the bytes. */
export function builtFrom(answer: BuilderAnswer): Built {
  if (answer.snapshot === undefined || answer.tags === undefined) {
    throw new Error('The builder did not say from when and what it built.');
  }
  const body = 'value' in answer ? JSON.stringify(answer.value) : answer.refusal.detail;
  return {
    status: 'value' in answer ? 200 : 404,
    body,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    snapshot: answer.snapshot,
    tags: answer.tags,
  };
}
