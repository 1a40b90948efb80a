import { step } from '../../_env/step.ts';
import { refuse } from '../../_http/refusal.ts';
import { transaction, type Tx } from '../transaction.ts';
import { postAt } from './posts.ts';
import { type PostForStudio, postForStudio } from './posts-for-studio.ts';

/** Lets the post appear by itself. Time is the database's: what it takes for the future is what it will find due. */
export async function schedulePost(
  tx: Tx,
  id: string,
  publishedAt: string,
  revision: number | 'any',
): Promise<PostForStudio> {
  await postAt(tx, id, revision);
  const { rows } = await tx.query<{ ahead: boolean }>({
    name: 'schedule-post',
    text: `update colophon.posts set status = 'scheduled', published_at = $2::timestamptz where id = $1
      returning published_at > now() as ahead`,
    values: [id, publishedAt],
  });
  if (!rows[0]?.ahead) {
    refuse('invalid', 'publishedAt must lie ahead; to publish now, use publish.', [
      { field: 'publishedAt', issue: 'must lie ahead' },
    ]);
  }
  return postForStudio(id, tx);
}

const batch = 50;

/**
 * Publishes what is due, in transactions of a few, those first that waited longest. Each post once: of two runs at once the
 * second skips what the first has in hand, and then finds it published.
 * @returns how many were published
 */
export async function publishDue(): Promise<number> {
  for (let published = 0; ;) {
    // Posts that are together too much for the time of one statement are not so one by one.
    const count = await publishSome(batch).catch(() => publishSome(1));
    if (count === 0) return published;
    published += count;
  }
}

async function publishSome(most: number): Promise<number> {
  const count = await transaction(async (tx) => {
    const { rowCount } = await tx.query({
      name: 'publish-due',
      text: `with due as (
          select id from colophon.posts where status = 'scheduled' and published_at <= now()
          order by published_at, id limit $1 for update skip locked)
        update colophon.posts set status = 'published' from due where posts.id = due.id`,
      values: [most],
    });
    if (rowCount) await step('publish-due.commit');
    return rowCount ?? 0;
  });
  if (count > 0) await step('publish-due.committed');
  return count;
}
