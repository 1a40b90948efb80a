import { PostListSchema } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { postsAsked, withoutEmpty } from '../_http/lists.ts';
import { answer, type Payload } from '../_lambda/answer.ts';
import { buildPosts } from '../_postgres/posts/build-posts.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-list-posts on a miss: `{ project, tag, limit, cursor }`, empty where there is none. */
export const handler = answer(async (payload: Payload) => {
  const asked = postsAsked(withoutEmpty(payload));
  return answerBuilt(PostListSchema, await buildPosts(asked, asked.cursorAfter));
});
