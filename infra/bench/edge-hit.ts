import { setTimeout as wait } from 'node:timers/promises';
import { get } from './http.ts';
import { load } from './load.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import type { SamplePost } from './sample-posts.ts';
import { median, milliseconds, percentile, perSecond } from './statistics.ts';
import type { Author } from './write.ts';

const connections = 16;
const least = 0.7;

/** A hit of the gateway's own memory, with all policies on, against node:http that answers the same bytes. Neighbours in time are compared. */
export async function measureEdgeHits(
  what: string,
  url: string,
  constant: string,
  { seconds, rounds }: Options,
): Promise<Result[]> {
  for (const door of [url, constant]) await load(door, { seconds: Math.min(2, seconds), connections });
  await requireHit(url);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push((await load(url, { seconds, connections })).requestsPerSecond);
    theirs.push((await load(constant, { seconds, connections })).requestsPerSecond);
  }
  const each = ours.map((one, round) => one / (theirs[round] ?? Number.NaN));
  const ratio = median(each);
  return [
    { what: `limit: node:http, constant of the size of ${what}`, value: perSecond(median(theirs)) },
    { what: `edge hit of ${what}`, value: perSecond(median(ours)) },
    {
      what: `edge hit of ${what} / constant`,
      value: `${ratio.toFixed(2)} (rounds ${each.map((one) => one.toFixed(2)).join(' ')})`,
      target: `≥ ${least.toFixed(2)}`,
      reached: ratio >= least,
    },
  ];
}

const writesPerSecond = 20;
const readers = 4;
const mostTimes = 3;

/** Readers of one post while another one is written, and while nothing is; in turns, since the machine of one minute is not that of the next. */
export async function measureEdgeUnderWrites(
  author: Author,
  { api }: SamplePost,
  written: SamplePost,
  { seconds, rounds }: Options,
): Promise<Result[]> {
  await requireHit(api);
  const [calm, busy]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    calm.push(percentile(await hitsFor(api, seconds), 0.99));
    const writing = new AbortController();
    const writes = keepWriting(author, written, writing.signal);
    busy.push(percentile(await hitsFor(api, seconds), 0.99));
    writing.abort();
    await writes;
  }
  const ratio = median(busy.map((one, round) => one / (calm[round] ?? Number.NaN)));
  const shown = `${milliseconds(median(busy))} / ${milliseconds(median(calm))} = ${ratio.toFixed(1)}`;
  return [
    {
      what: `p99 of edge hits during ${writesPerSecond} writes/s / without`,
      value: shown,
      target: `≤ ${mostTimes.toFixed(1)}`,
      reached: ratio <= mostTimes,
    },
  ];
}

/** @returns how long each hit took */
async function hitsFor(url: string, seconds: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + seconds * 1000;
  const reader = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      const { headers } = await get(url);
      if (isHit(headers['cache-status'])) took.push(performance.now() - begun);
      await wait(1);
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  return took;
}

async function keepWriting(author: Author, post: SamplePost, signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count++) {
    const took = await author.save(post, { summary: `Saved for the ${count}th time while others read.` });
    await wait(Math.max(0, 1000 / writesPerSecond - took));
  }
}

/** A measurement of misses would look like one of hits. Pages are kept from a second after the start on. */
async function requireHit(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (isHit((await get(url)).headers['cache-status'])) return;
    await wait(50);
  }
  throw new Error(`${url} is not in the gateway's memory.`);
}

function isHit(status: string | string[] | undefined): boolean {
  return String(status).endsWith('colophon-edge; hit');
}
