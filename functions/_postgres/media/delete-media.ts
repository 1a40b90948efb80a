import { refuse } from '../../_http/refusal.ts';
import type { Tx } from '../transaction.ts';

interface Use {
  place: string;
  id: string;
  name: string;
}

/**
 * Deletes media that nothing uses, and remembers its files until they are gone as well. The row is locked first: who refers
 * to it from now on waits, and then finds it gone.
 */
export async function deleteMedia(tx: Tx, id: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'lock-media',
    text: `select from colophon.media where id = $1 for update`,
    values: [id],
  });
  if (rowCount === 0) refuse('not-found', `There is no media "${id}".`);
  const { rows } = await tx.query<Use>({
    name: 'media-uses',
    text: `select distinct place, id, name from colophon.media_uses($1) order by place, name, id limit 20`,
    values: [id],
  });
  if (rows.length > 0) refuseUsed(rows);
  await tx.query({
    name: 'delete-media',
    text: `with files as (
        select path from colophon.media where id = $1 and path is not null
        union select path from colophon.media_variants where media_id = $1),
      remembered as (insert into colophon.media_leftovers (path) select path from files on conflict do nothing)
      delete from colophon.media where id = $1`,
    values: [id],
  });
}

/** Each use is named, so that the author knows where to go. */
function refuseUsed(uses: Use[]): never {
  const words = uses.map(({ place, id, name }) => `${place.replaceAll('_', ' ')}: ${name ? `“${name}” ` : ''}(${id})`);
  refuse(
    'conflict',
    `It is used and stays: ${words.join('; ')}.`,
    words.map((use) => ({ field: 'id', issue: `is used in ${use}` })),
  );
}
