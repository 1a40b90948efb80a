import { refuse } from '../../_http/refusal.ts';
import { pool } from '../pool.ts';
import { readOnce, type Tx } from '../transaction.ts';
import { refuseTrouble } from '../trouble.ts';
import { type Media, mediaForStudio } from './media-for-studio.ts';

export interface NewMedia {
  fileName: string;
  alternativeText: string;
  limitBytes: number;
  expiresAt: Date;
}

/** What was stored, and what is known of it by then. */
export interface Stored {
  path: string;
  sha256: string;
  bytes: number;
  type: string;
}

/** Media that waits for its upload. */
export async function createMedia(
  tx: Tx,
  { fileName, alternativeText, limitBytes, expiresAt }: NewMedia,
): Promise<Media> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'create-media',
    text: `insert into colophon.media (file_name, alternative_text, upload_limit_bytes, upload_expires_at)
      values ($1, $2, $3, $4) returning id`,
    values: [fileName, alternativeText, limitBytes, expiresAt.toISOString()],
  });
  return mediaForStudio(rows[0]!.id, tx);
}

export interface Awaited {
  awaits: boolean;
  fileName: string;
  limitBytes: number;
}

/** Whether this media waits for what is uploaded, and for how much. */
export async function awaitedMedia(id: string): Promise<Awaited> {
  const statement = {
    name: 'awaited-media',
    text: `select state = 'awaiting_upload' as awaits, file_name as "fileName", coalesce(upload_limit_bytes, 0) as "limitBytes"
      from colophon.media where id = $1`,
  };
  const [found] = await readOnce<Awaited & Record<string, unknown>>('writer', statement, [id]);
  return found ?? refuse('not-found', `There is no media "${id}".`);
}

/** The upload is stored: it waits to be processed. Somebody else may have been first, and then nothing changes. */
export async function mediaStored(tx: Tx, id: string, stored: Stored): Promise<void> {
  await lockFile(tx, stored.path);
  await tx.query({
    name: 'media-stored',
    text: `with stored as (
        update colophon.media set state = 'processing', kind = $2, type = $3, bytes = $4, sha256 = $5, path = $6
        where id = $1 and state = 'awaiting_upload' returning id)
      insert into colophon.media_jobs (media_id) select id from stored`,
    values: [id, kindOf(stored.type), stored.type, stored.bytes, stored.sha256, stored.path],
  });
}

/** What was uploaded is refused: it stays so, with its reason, since the target has served. */
export async function mediaRefused(tx: Tx, id: string, failure: string): Promise<void> {
  await tx.query({
    name: 'media-refused',
    text: `update colophon.media set state = 'failed', failure = $2 where id = $1 and state = 'awaiting_upload'`,
    values: [id, failure.slice(0, 500)],
  });
}

/** Targets that have expired, and that nobody completed: what was put there is gone, or never came. */
export async function giveUpTargets(before: Date): Promise<void> {
  await pool('writer')
    .query({
      name: 'give-up-targets',
      text: `update colophon.media set state = 'failed', failure = 'Nothing was uploaded and completed in time.'
        where state = 'awaiting_upload' and upload_expires_at < $1`,
      values: [before.toISOString()],
    })
    .catch((error: unknown) => refuseTrouble(error));
}

/** A file that the importer stored becomes media, once however often it is brought in. */
export async function registerMedia(
  tx: Tx,
  stored: Stored & { fileName: string; alternativeText: string },
): Promise<{ id: string; isNew: boolean }> {
  await lockFile(tx, stored.path);
  const { rows: known } = await tx.query<{ id: string }>({
    name: 'media-of-file',
    text: `select id from colophon.media where sha256 = $1 order by id limit 1`,
    values: [stored.sha256],
  });
  if (known[0]) return { id: known[0].id, isNew: false };
  const { rows } = await tx.query<{ id: string }>({
    name: 'register-media',
    text: `with registered as (
        insert into colophon.media (state, kind, type, bytes, sha256, path, file_name, alternative_text)
        values ('processing', $1, $2, $3, $4, $5, $6, $7) returning id)
      insert into colophon.media_jobs (media_id) select id from registered returning media_id as id`,
    values: [
      kindOf(stored.type),
      ...[stored.type, stored.bytes, stored.sha256, stored.path, stored.fileName, stored.alternativeText],
    ],
  });
  return { id: rows[0]!.id, isNew: true };
}

export interface MediaChange {
  fileName: string | undefined;
  alternativeText: string | undefined;
}

export async function updateMedia(tx: Tx, id: string, { fileName, alternativeText }: MediaChange): Promise<Media> {
  await tx.query({
    name: 'update-media',
    text: `update colophon.media set file_name = coalesce($2, file_name), alternative_text = coalesce($3, alternative_text) where id = $1`,
    values: [id, fileName ?? null, alternativeText ?? null],
  });
  return mediaForStudio(id, tx);
}

function kindOf(type: string): 'image' | 'document' {
  return type === 'application/pdf' ? 'document' : 'image';
}

/** Who stores a file and who takes one away do so one after the other: see leftovers.ts. */
async function lockFile(tx: Tx, path: string): Promise<void> {
  await tx.query({
    name: 'lock-file',
    text: `select pg_advisory_xact_lock(hashtextextended($1, 7))`,
    values: [path],
  });
}
