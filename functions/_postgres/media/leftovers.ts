import { transaction } from '../transaction.ts';

/**
 * Takes away files of deleted media, unless other media has the same. A file is stored before the media that names it is
 * known; so both sides take a lock by the file's path: whoever stores looks after its commit whether the file is still there,
 * and by then whoever removes has either seen the new media or is done. No transaction id is held meanwhile.
 * @param remove takes one file away, by its path
 */
export async function removeLeftovers(remove: (path: string) => Promise<void>, most = 200): Promise<number> {
  const removed = await transaction(async (tx) => {
    const { rows } = await tx.query<{ path: string }>({
      name: 'leftovers',
      text: `select path from colophon.media_leftovers order by since limit $1`,
      values: [most],
    });
    return rows.map(({ path }) => path);
  });
  for (const path of removed) {
    await transaction(async (tx) => {
      await tx.query({
        name: 'lock-file',
        text: `select pg_advisory_xact_lock(hashtextextended($1, 7))`,
        values: [path],
      });
      const { rows } = await tx.query<{ used: boolean }>({
        name: 'is-file-used',
        text: `select exists (select from colophon.media where path = $1)
          or exists (select from colophon.media_variants where path = $1) as used`,
        values: [path],
      });
      if (!rows[0]?.used) await remove(path);
      await tx.query({
        name: 'forget-leftover',
        text: `delete from colophon.media_leftovers where path = $1`,
        values: [path],
      });
    });
  }
  return removed.length;
}
