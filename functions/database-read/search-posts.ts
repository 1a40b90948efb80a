import { SearchResultsSchema } from '../../proto/gen/colophon/search/v1/search_pb.js';
import { searchAsked, withoutEmpty } from '../_http/lists.ts';
import { answer, type Payload } from '../_lambda/answer.ts';
import { buildSearch } from '../_postgres/search/build-search.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-search-posts on a miss: `{ q, limit, cursor }`. */
export const handler = answer(async (payload: Payload) => {
  const asked = searchAsked(withoutEmpty(payload));
  return answerBuilt(SearchResultsSchema, await buildSearch(asked, asked.cursorAfter));
});
