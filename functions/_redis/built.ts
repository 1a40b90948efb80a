import { createHash } from 'node:crypto';
import type { Built } from './entry.ts';

/** What a builder answers: an object, that there is none, or where it is now; each as of a snapshot and from these tags. */
export type BuilderAnswer = ({ value: unknown } | { refusal: { detail: string } } | { moved: string }) & {
  snapshot?: string;
  tags?: string[];
};

/** The builder's answer as it will be stored and sent. The entity tag is strong: it is of the bytes. */
export function builtFrom(answer: BuilderAnswer): Built {
  if (answer.snapshot === undefined || answer.tags === undefined) {
    throw new Error('The builder did not say from when and what it built.');
  }
  const { status, body } = outcomeOf(answer);
  return {
    status,
    body,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    snapshot: answer.snapshot,
    tags: answer.tags,
  };
}

function outcomeOf(answer: BuilderAnswer): Pick<Built, 'status' | 'body'> {
  if ('moved' in answer) return { status: 308, body: answer.moved };
  if ('refusal' in answer) return { status: 404, body: answer.refusal.detail };
  return { status: 200, body: JSON.stringify(answer.value) };
}
