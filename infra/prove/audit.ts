import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Api } from './api.ts';
import { bound, type Model } from './model.ts';
import { marksIn, type ProofPost } from './posts.ts';
import type { Reader } from './reader.ts';
import type { Rig } from './rig.ts';

interface Options {
  rig: Rig;
  api: Api;
  model: Model;
  reader: Reader;
  posts: ProofPost[];
  clock: () => number;
}

/** At the end, when nothing is written any more: every acknowledged write is in the database, and everybody sees the last. */
export async function audit({ rig, api, model, reader, posts, clock }: Options): Promise<void> {
  const endsMs = clock() + bound.afterFaultMs;
  const client = new pg.Client({ connectionString: rig.address('postgres') });
  await client.connect();
  try {
    for (const post of posts) {
      const { rows } = await client.query<{ title: string }>(
        `select title from post_revisions where post_id = $1 union all select title from posts where id = $1`,
        [post.id],
      );
      const kept = new Set(rows.flatMap(({ title }) => marksIn(title).map(({ mark }) => mark)));
      for (const mark of new Set(post.history.acknowledgedMarks))
        if (!kept.has(mark))
          model.violated('lost', clock(), `version ${mark} of ${post.history.name} is in no revision`);
    }
    let left = 'nothing was asked';
    while (left !== '' && clock() < endsMs) {
      left = await whatIsLeft(client, api);
      if (left !== '') await pause(200);
    }
    if (left !== '') model.violated('unanswered', clock(), `events have not arrived: ${left}`);
  } finally {
    await client.end();
  }
  for (const post of posts) {
    if (!(await reader.readsPost(post)) || !(await reader.readsPage(post)))
      model.violated('unanswered', clock(), `${post.history.name} is not answered at the end`);
  }
}

/** Empty where no event is on its way and none rests with the dead letters. */
async function whatIsLeft(client: pg.Client, api: Api): Promise<string> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from outbox');
  const { status, body } = await api.send('GET', '/ops/queue');
  if (status !== 200) return `the queue is not told of: ${status}`;
  const { invalidation } = JSON.parse(body) as { invalidation: Record<string, number> };
  const { waiting = 0, inFlight = 0, deadLetters = 0 } = invalidation;
  const counts = { outbox: rows[0]!.count, waiting, inFlight, deadLetters };
  return Object.values(counts).every((count) => count === 0) ? '' : JSON.stringify(counts);
}
