import { type PostForStudio, PostForStudioSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { refuse } from './refusal.ts';
import { digest, reply } from './reply.ts';
import type { HttpEvent, HttpResult } from './route.ts';

/**
 * The post with its ETag, `"<revision>-<representation>"`. `If-Match` compares the revision alone: a renamed project
 * changes what is shown and is no conflict.
 */
export function replyPost(statusCode: number, post: PostForStudio): HttpResult {
  const result = reply(statusCode, PostForStudioSchema, post);
  return { ...result, headers: { ...result.headers, etag: `"${post.revision}-${digest(result.body ?? '')}"` } };
}

/** The revision that the caller has seen. 428 without; `*` is any, and needs the post to be there. */
export function ifMatch(event: HttpEvent): number | 'any' {
  const header = event.headers?.['if-match']?.trim();
  if (!header) refuse('precondition-required', 'Send If-Match with the ETag of the post that you have seen.');
  if (header === '*') return 'any';
  const revision = /^"(\d{1,9})-[\w-]+"$/.exec(header)?.[1];
  if (!revision) {
    refuse('precondition-failed', 'If-Match does not hold an ETag of a post.', [
      { field: 'If-Match', issue: 'is no ETag of a post' },
    ]);
  }
  return Number(revision);
}
