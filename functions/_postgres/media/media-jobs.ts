import { type Tx, transaction } from '../transaction.ts';
import { pool } from '../pool.ts';
import { refuseTrouble } from '../trouble.ts';

/** What ends its process again and again is not begun for ever. */
export const mostAttempts = 3;

export interface BegunJob {
  path: string;
  type: string;
  bytes: number;
  attempts: number;
}

/**
 * Takes a job up and counts that it was. What somebody redrives begins anew, also where it had been given up.
 * @returns undefined where there is nothing to do: done already, given up, or the media is gone
 */
export function beginJob(mediaId: string, isRedriven: boolean): Promise<BegunJob | undefined> {
  return transaction(async (tx) => {
    if (isRedriven) await beginAnew(tx, mediaId);
    const { rows } = await tx.query<BegunJob>({
      name: 'begin-job',
      text: `update colophon.media_jobs job set attempts = attempts + 1 from colophon.media
        where job.media_id = $1 and media.id = job.media_id and media.state = 'processing'
        returning media.path, media.type, media.bytes, job.attempts`,
      values: [mediaId],
    });
    const [begun] = rows;
    if (!begun || begun.attempts <= mostAttempts) return begun;
    await failed(tx, mediaId, `Processing was begun ${mostAttempts} times and never came to an end.`);
    return undefined;
  });
}

async function beginAnew(tx: Tx, mediaId: string): Promise<void> {
  await tx.query({
    name: 'begin-anew',
    text: `with anew as (
        update colophon.media set state = 'processing', failure = null
        where id = $1 and path is not null and state in ('processing', 'failed') returning id)
      insert into colophon.media_jobs (media_id) select id from anew on conflict (media_id) do update set attempts = 0`,
    values: [mediaId],
  });
}

export interface Result {
  width: number;
  height: number;
  pages: number;
  placeholder: string;
  variants: { path: string; type: string; width: number; height: number; bytes: number }[];
}

/** The media is ready, with all its variants at once. Where it was deleted meanwhile, what was made of it is left over. */
export async function finishJob(
  mediaId: string,
  { width, height, pages, placeholder, variants }: Result,
): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query({
      name: 'finish-media',
      text: `update colophon.media set state = 'ready', failure = null, width = $2, height = $3, pages = $4, placeholder = $5
        where id = $1 and state in ('processing', 'ready')`,
      values: [mediaId, width, height, pages, placeholder],
    });
    if (rowCount === 0) {
      await tx.query({
        name: 'left-over',
        text: `insert into colophon.media_leftovers (path) select unnest($1::text[]) on conflict do nothing`,
        values: [variants.map(({ path }) => path)],
      });
      return;
    }
    await tx.query({
      name: 'drop-variants',
      text: `delete from colophon.media_variants where media_id = $1`,
      values: [mediaId],
    });
    await tx.query({
      name: 'add-variants',
      text: `insert into colophon.media_variants (media_id, path, type, width, height, bytes)
        select $1, path, type, width, height, bytes
        from json_to_recordset($2) as made (path text, type text, width integer, height integer, bytes integer)`,
      values: [mediaId, JSON.stringify(variants)],
    });
    await tx.query({ name: 'end-job', text: `delete from colophon.media_jobs where media_id = $1`, values: [mediaId] });
  });
}

/** The file cannot be processed, and why, in plain words. */
export async function failJob(mediaId: string, failure: string): Promise<void> {
  await transaction((tx) => failed(tx, mediaId, failure));
}

async function failed(tx: Tx, mediaId: string, failure: string): Promise<void> {
  await tx.query({
    name: 'fail-job',
    text: `with ended as (delete from colophon.media_jobs where media_id = $1)
      update colophon.media set state = 'failed', failure = $2 where id = $1 and state = 'processing'`,
    values: [mediaId, failure.slice(0, 500)],
  });
}

/**
 * Jobs whose message seems to be lost: nothing came of them for a minute, and each further time twice as long is waited,
 * since a queue may also just be long. They count as sent again from here on.
 */
export async function overdueJobs(most: number): Promise<string[]> {
  const { rows } = await pool('writer')
    .query<{ media_id: string }>({
      name: 'overdue-jobs',
      text: `update colophon.media_jobs set sends = sends + 1, sent_at = now() where media_id in (
          select media_id from colophon.media_jobs
          where sent_at < now() - least(interval '1 minute' * (2 ^ least(sends, 6)), interval '1 hour')
          order by sent_at limit $1 for update skip locked)
        returning media_id`,
      values: [most],
    })
    .catch((error: unknown) => refuseTrouble(error));
  return rows.map((row) => row.media_id);
}

/** For how long the oldest job has been waiting for its result. */
export async function oldestJobSeconds(): Promise<number> {
  const { rows } = await pool('writer')
    .query<{ seconds: number }>({
      name: 'oldest-job',
      text: `select coalesce(extract(epoch from now() - min(media.updated_at)), 0)::int as seconds
        from colophon.media_jobs job join colophon.media on media.id = job.media_id`,
    })
    .catch((error: unknown) => refuseTrouble(error));
  return Math.max(0, rows[0]?.seconds ?? 0);
}
