import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

const statement = {
  name: 'find-redirect',
  text: `
    select pg_current_snapshot()::text as snapshot, (select to_path from published.redirects where from_path = $1) as to_path`,
};

/** Where the author sends readers of this path, which is spelled as `sitePath` spells it and has no slash in front. */
export async function findRedirect({ path }: { path: string }): Promise<BuiltObject<never>> {
  const [row] = await readOnce<{ snapshot: string; to_path: string | null }>('reader', statement, [`/${path}`]);
  const { snapshot, to_path: to } = row!;
  return {
    object: undefined,
    ...(to !== null && { movedTo: inAHeader(to) }),
    snapshot,
    tags: tagged([tags.redirects]),
  };
}

/** A header holds ASCII; what a hand wrote into the table may hold more. */
function inAHeader(link: string): string {
  return link.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
