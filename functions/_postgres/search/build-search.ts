import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type SearchResultJson, SearchResultsSchema } from '../../../proto/gen/colophon/search/v1/search_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

export interface SearchPlace {
  score: string;
  id: string;
}

// What is found, and how well, is the database's to say: published.search in 000015-create-search.sql. The limits
// make the joins one look a row, as in build-posts.ts.
const statement = {
  name: 'build-search',
  text: `
    select pg_current_snapshot()::text as snapshot, coalesce(json_agg(json_build_object(
        'id', post.id, 'score', found.score, 'result', json_build_object(
          'title', post.title, 'path', post.path, 'project', json_build_object('slug', project.slug, 'name', project.name),
          'excerptHtml', found.excerpt_html, 'score', found.score / 1000000.0))
      order by found.score desc, found.post_id desc), '[]') as rows
    from published.search($1, coalesce($2::int, 2147483647), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), $4) found
    cross join lateral (select * from published.posts where id = found.post_id limit 1) post
    cross join lateral (select * from published.projects where id = post.project_id limit 1) project`,
};

interface Row {
  snapshot: string;
  rows: { id: string; score: number; result: SearchResultJson }[];
}

/**
 * Published posts that hold these words, the best match first; where nothing does, those whose title or tags have
 * similar ones.
 * @param cursorAfter writes the place of the last result as the cursor of the next page
 */
export async function buildSearch(
  asked: { q: string; limit: number; after?: SearchPlace | undefined },
  cursorAfter: (last: SearchPlace) => string,
): Promise<BuiltObject<MessageShape<typeof SearchResultsSchema>>> {
  const { q, limit, after } = asked;
  const [row] = await readOnce<Row>('reader', statement, [q, after?.score ?? null, after?.id ?? null, limit + 1]);
  const { snapshot, rows } = row!;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? cursorAfter({ score: String(last.score), id: last.id }) : undefined;
  return {
    object: fromJson(SearchResultsSchema, {
      items: page.map(({ result }) => result),
      ...(nextCursor && { nextCursor }),
    }),
    snapshot,
    tags: tagged([tags.search]),
  };
}
