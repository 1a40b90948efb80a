import { setTimeout as wait } from 'node:timers/promises';
import { get } from './http.ts';
import { load } from './load.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import type { SamplePost } from './sample-posts.ts';
import { median, milliseconds, percentile, spread } from './statistics.ts';
import type { Author } from './write.ts';

const mostMs = { p50: 25, p99: 80 };
const readers = { connections: 4, rate: 200 };
const pauseMs = 100;
const giveUpMs = 20_000;

/**
 * From the acknowledged write until a plain GET, of somebody who knows nothing of it, shows the new text: relay, queue,
 * event source mapping, cache-sync and cache-invalidate lie between. One reader looks all the time; others go on reading
 * this post and so are in the way as readers are.
 */
export async function measureVisibility(author: Author, post: SamplePost, { writes }: Options): Promise<Result[]> {
  const took: number[] = [];
  const seconds = Math.ceil((writes * (pauseMs + 40)) / 1000);
  const reading = load(post.api, { ...readers, seconds });
  reading.catch(() => undefined);
  await wait(500);
  for (let count = 0; count < writes; count++) {
    const summary = `Written as number ${count} at ${Date.now()} by the bench.`;
    await author.save(post, { summary });
    took.push(await untilShown(post, summary));
    await wait(pauseMs);
  }
  await reading;
  const [p50, p99] = [median(took), percentile(took, 0.99)];
  return [
    {
      what: 'commit → visible to a plain GET',
      value: `${spread(took)}, slowest ${milliseconds(Math.max(...took))}`,
      target: `p50 ≤ ${mostMs.p50} ms, p99 ≤ ${mostMs.p99} ms`,
      reached: p50 <= mostMs.p50 && p99 <= mostMs.p99,
    },
  ];
}

async function untilShown({ api }: SamplePost, text: string): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < giveUpMs) {
    if ((await get(api)).body.includes(text)) return performance.now() - begun;
  }
  throw new Error(`What was written was not shown at ${api} within ${giveUpMs / 1000} s.`);
}
