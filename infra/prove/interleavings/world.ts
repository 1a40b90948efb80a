import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { builtFrom } from '../../../functions/_redis/built.ts';
import { type Build, obtain } from '../../../functions/cache-read/_obtain.ts';
import { handler as findRedirect } from '../../../functions/database-read/find-redirect.ts';
import { handler as getPost } from '../../../functions/database-read/get-post.ts';
import { handler as getProject } from '../../../functions/database-read/get-project.ts';
import { handler as getSite } from '../../../functions/database-read/get-site.ts';
import { handler as listProjects } from '../../../functions/database-read/list-projects.ts';
import { objectKey, type ObjectKey } from '../../../functions/_keys/object-key.ts';
import { drainOutbox } from '../../../functions/_postgres/events/outbox.ts';
import { withRedis } from '../../../functions/_redis/client.ts';
import { decodeEntry } from '../../../functions/_redis/entry.ts';
import { beginGeneration } from '../../../functions/_redis/generation.ts';
import { sweep } from '../../../functions/_redis/sweep.ts';
import { Courier } from './courier.ts';
import { Judge } from './judge.ts';
import { Random } from './random.ts';
import { paths, projects, redirected, Writer } from './writer.ts';

export interface WorldOptions {
  ownerUrl: string;
  seed: number;
  seconds: number;
  writers?: number;
  readers?: number;
  /** Replaces the moment at which a builder's snapshot is taken; for planting a fault. */
  lateSnapshot?: boolean;
  /** Ends as soon as anything is wrong. */
  untilWrong?: boolean;
}

export interface Outcome {
  reads: number;
  hits: number;
  stored: number;
  refused: number;
  writes: number;
  events: number;
  /** An object was handed out, or lay in the cache, that lacked what had been processed. */
  verdicts: string[];
  /** At rest: cached, and not what the database says. */
  staleAtRest: string[];
}

interface Readable {
  key: ObjectKey;
  build: Build;
}

/** Everything that readers may ask for, with its real builder. */
function readables(): Readable[] {
  const posts = projects.flatMap((project) =>
    paths.map((path) => ({
      key: objectKey('post', { project, path }),
      build: async () => builtFrom(await getPost({ project, path })),
    })),
  );
  const pages = projects.map((project) => ({
    key: objectKey('project', { project }),
    build: async () => builtFrom(await getProject({ project })),
  }));
  const redirects = redirected.map((path) => ({
    key: objectKey('redirect', { path }),
    build: async () => builtFrom(await findRedirect({ path })),
  }));
  return [
    ...posts,
    ...pages,
    ...redirects,
    { key: objectKey('projects'), build: async () => builtFrom(await listProjects({})) },
    { key: objectKey('site'), build: async () => builtFrom(await getSite({})) },
  ];
}

/** Lets writers, readers, the relay and a bad queue loose on each other, and judges what comes of it. */
export async function runWorld(options: WorldOptions): Promise<Outcome> {
  const { ownerUrl, seed, seconds, writers = 4, readers = 12 } = options;
  const random = new Random(seed);
  const judge = new Judge();
  const outcome: Outcome = {
    reads: 0,
    hits: 0,
    stored: 0,
    refused: 0,
    writes: 0,
    events: 0,
    verdicts: judge.verdicts,
    staleAtRest: [],
  };
  const all = readables();
  // Half of the reads go to a few keys, so that readers, builders and writers meet.
  const hot = Array.from({ length: 6 }, () => random.pick(all));
  const endsAt = Date.now() + seconds * 1_000;
  const going = () => Date.now() < endsAt && !(options.untilWrong && judge.verdicts.length > 0);
  const watcher = new Client({ connectionString: ownerUrl });
  await watcher.connect();

  const slowly =
    (build: Build, own: Random): Build =>
    async () => {
      const slow = own.chance(0.3);
      if (slow) await pause(own.below(10));
      const built = await build();
      // Longer than a commit and its delivery take: such a builder comes too late with what it read.
      if (slow) await pause(own.below(40));
      if (!options.lateSnapshot) return built;
      const { rows } = await watcher.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot');
      return { ...built, snapshot: rows[0]!.snapshot, readUnder: built.snapshot };
    };

  const read = async ({ key, build }: Readable, own: Random, version?: bigint) => {
    const asOf = judge.now();
    const { object, how } = await obtain(key, slowly(build, own), version);
    outcome.reads++;
    if (how === 'hit') outcome.hits++;
    if (how === 'stored') outcome.stored++;
    if (how === 'miss') outcome.refused++;
    judge.judge(key.name, object, asOf, how);
    if (version !== undefined) judgeOwnWrite(judge, key, object.snapshot, version);
  };

  const courier = new Courier(new Random(seed + 1), judge, () => inspectCache(judge));
  const authors = Array.from({ length: writers }, (_, index) => new Writer(ownerUrl, new Random(seed + 10 + index)));
  await using _ = {
    [Symbol.asyncDispose]: async () => {
      await Promise.all([watcher, ...authors.map((author) => author.client)].map((client) => client.end()));
    },
  };
  for (const author of authors) await author.client.connect();
  await authors[0]!.seed();

  await Promise.all([
    ...authors.map(async (author, index) => {
      const own = new Random(seed + 50 + index);
      while (going()) {
        const xid = await author.writeOnce();
        outcome.writes++;
        if (xid !== undefined && own.chance(0.3)) await read(own.pick(hot), own, xid + 1n);
        await pause(own.below(6));
      }
    }),
    ...Array.from({ length: readers }, async (_, index) => {
      const own = new Random(seed + 100 + index);
      while (going()) {
        await read(own.chance(0.5) ? own.pick(hot) : own.pick(all), own);
        await pause(own.below(12));
      }
    }),
    (async () => {
      while (going()) {
        await drainOutbox((events) => courier.take(events));
        await pause(5);
      }
    })(),
    (async () => {
      const own = new Random(seed + 200);
      while (going()) {
        await pause(150 + own.below(300));
        if (own.chance(0.2)) await beginGeneration();
        else await sweep();
      }
    })(),
  ]);

  // Chance may have left no post. Last, with everything cached, a few changes that no later one covers up.
  await authors[0]!.seed();
  const comeToRest = async () => {
    while ((await drainOutbox((events) => courier.take(events))) > 0) await courier.allArrived();
    await courier.allArrived();
  };
  await comeToRest();
  for (const { key, build } of all) await obtain(key, build);
  for (let count = 0; count < 10; count++) await authors[0]!.editOnce();
  await comeToRest();
  outcome.events = courier.delivered;
  outcome.staleAtRest = await compareAtRest(all);
  return outcome;
}

function judgeOwnWrite(judge: Judge, key: ObjectKey, snapshot: string, version: bigint): void {
  const own = new Judge();
  own.processed(version - 1n, ['all']);
  own.judge(key.name, { snapshot, tags: ['all'] }, own.now(), 'own write');
  judge.verdicts.push(...own.verdicts);
}

/** Looks at the whole cache at one moment: no object lacks what had been processed before. */
async function inspectCache(judge: Judge): Promise<void> {
  const asOf = judge.now();
  await withRedis(async (redis) => {
    const names = await redis.keys('colophon:*:object:*');
    // Of a past generation nothing is read any more; which one runs is asked in the same command.
    const [generation, ...values] = await redis.mget('colophon:generation', ...names);
    values.forEach((value, index) => {
      const entry = value && names[index]!.startsWith(`colophon:${generation}:`) && decodeEntry(value);
      if (entry) judge.judge(names[index]!, entry, asOf, 'in the cache');
    });
  }, 'patient');
}

/** When all is quiet, what is cached is what the database says. */
async function compareAtRest(all: Readable[]): Promise<string[]> {
  const stale: string[] = [];
  for (const { key, build } of all) {
    const cached = await obtain(key, build);
    if (cached.how !== 'hit') continue;
    const fresh = await build();
    if (fresh.body !== cached.object.body || fresh.status !== cached.object.status)
      stale.push(`${key.name} of ${cached.object.snapshot}`);
  }
  return stale;
}
