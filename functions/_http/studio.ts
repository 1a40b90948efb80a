import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { type PostForStudio, PostForStudioSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { type NodeForStudio, NodeForStudioSchema } from '../../proto/gen/colophon/projects/v1/nodes_pb.js';
import { refuse } from './refusal.ts';
import { digest, reply } from './reply.ts';
import type { HttpEvent, HttpResult } from './route.ts';

/**
 * What the author changes under a condition, with its ETag, `"<revision>-<representation>"`. `If-Match` compares the revision
 * alone: a renamed project changes what is shown of a post and is no conflict.
 */
export function replyRevised<Desc extends DescMessage>(
  statusCode: number,
  schema: Desc,
  message: MessageShape<Desc> & { revision: number },
): HttpResult {
  const result = reply(statusCode, schema, message);
  return { ...result, headers: { ...result.headers, etag: `"${message.revision}-${digest(result.body ?? '')}"` } };
}

export function replyPost(statusCode: number, post: PostForStudio): HttpResult {
  return replyRevised(statusCode, PostForStudioSchema, post);
}

export function replyNode(statusCode: number, node: NodeForStudio): HttpResult {
  return replyRevised(statusCode, NodeForStudioSchema, node);
}

/** The revision that the caller has seen. 428 without; `*` is any, and needs the thing to be there. */
export function ifMatch(event: HttpEvent): number | 'any' {
  const header = event.headers?.['if-match']?.trim();
  if (!header) refuse('precondition-required', 'Send If-Match with the ETag of what you have seen.');
  if (header === '*') return 'any';
  const revision = /^"(\d{1,9})-[\w-]+"$/.exec(header)?.[1];
  if (!revision) {
    refuse('precondition-failed', 'If-Match does not hold an ETag of the studio.', [
      { field: 'If-Match', issue: 'is no ETag of the studio' },
    ]);
  }
  return Number(revision);
}

/** The same where the caller may leave it out: any revision will do then. */
export function ifMatchGiven(event: HttpEvent): number | 'any' {
  return event.headers?.['if-match'] === undefined ? 'any' : ifMatch(event);
}
