import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Api } from './api.ts';
import { audit } from './audit.ts';
import { ProofAuthor } from './author.ts';
import { Availability } from './availability.ts';
import { type Happened, runFaults } from './faults.ts';
import { Random } from './interleavings/random.ts';
import { Model, type Violation } from './model.ts';
import { authors, type Fault, planOf, turnAt, turns } from './plan.ts';
import { plants } from './plants.ts';
import { publishPosts } from './posts.ts';
import { Probes } from './probes.ts';
import { Reader, type Visible } from './reader.ts';
import { type PartName, Rig } from './rig.ts';

export interface ProveOptions {
  seed: number;
  seconds: number;
  /** A bug to be planted, by its name; the run ends when it was found. */
  plant?: string | undefined;
  tell(line: string): void;
}

export interface Proof {
  seed: number;
  seconds: number;
  plant?: string | undefined;
  plan: Fault[];
  faults: Happened[];
  violations: Violation[];
  reads: number;
  seen: number;
  writes: number;
  visible: Visible[];
  worst: Model['worst'];
  availability: Record<PartName | 'reads of the API' | 'pages' | 'writes', Availability>;
  /** Answered reads and acknowledged writes of each second. */
  timeline: { reads: number[]; writes: number[] };
  log: string[];
}

const readers = 10;

/**
 * Starts an instance, lets authors, readers and faults loose on it, and judges every answer. It ends all that it started.
 * With a planted bug it ends as soon as that was found.
 */
export async function prove({ seed, seconds, plant, tell }: ProveOptions): Promise<Proof> {
  const rig = await Rig.start({ plant, tell });
  const ending = new AbortController();
  try {
    const api = new Api(rig.url, rig.token);
    const posts = await publishPosts(api, authors * turns.posts);
    await plantIn(rig, plant);
    const plan = planOf(seed, seconds);
    tell(`${posts.length} posts are published; ${plan.length} faults are planned by seed ${seed}`);
    const startedMs = performance.now();
    const clock = () => performance.now() - startedMs;
    const model = new Model();
    const reader = new Reader({ url: rig.url, model, posts, clock });
    const probes = new Probes(rig, clock);
    const probing = probes.run(ending.signal);
    const writes = new Availability();
    const tally = new Tally();
    const wanted = plants.find(({ name }) => name === plant)?.shows;
    const isOver = () => clock() >= seconds * 1_000 || model.violations.some(({ kind }) => kind === wanted);
    const working = Array.from({ length: authors }, (_, index) => {
      const author = new ProofAuthor({
        ...{ api, model, reader, clock },
        posts: posts.slice(index * turns.posts, (index + 1) * turns.posts),
        random: new Random(seed + 100 + index),
        databaseUrl: rig.address('postgres'),
        onAsked: (isAnswered, askedMs) => writes.answered(isAnswered, askedMs, clock()),
      });
      return author.work(() => turnAt(clock(), index), ending.signal);
    });
    const reading = Array.from({ length: readers }, (_, index) =>
      reader.readOn(new Random(seed + 500 + index), ending.signal),
    );
    const faulting = runFaults(plan, rig, model, { clock, signal: ending.signal, tell });
    while (!isOver()) {
      await pause(100);
      tally.count(clock(), model.counts);
    }
    ending.abort();
    const faults = await faulting;
    await Promise.all([...working, ...reading, probing]);
    if (plant === undefined) await audit({ rig, api, model, reader, posts, clock });
    return {
      ...{ seed, seconds, plant, plan, faults },
      ...{ violations: model.violations, worst: model.worst, ...model.counts },
      visible: reader.visible,
      availability: {
        'reads of the API': reader.availability.api,
        pages: reader.availability.pages,
        writes,
        ...probes.availability,
      },
      timeline: tally.seconds,
      log: rig.log,
    };
  } finally {
    await rig.stop();
  }
}

/** How many reads and writes each second had. */
class Tally {
  readonly seconds: Proof['timeline'] = { reads: [], writes: [] };
  #before = { reads: 0, writes: 0 };

  count(nowMs: number, { reads, writes }: { reads: number; writes: number }): void {
    const second = Math.floor(nowMs / 1_000);
    for (const each of Object.values(this.seconds)) while (each.length <= second) each.push(0);
    this.seconds.reads[second]! += reads - this.#before.reads;
    this.seconds.writes[second]! += writes - this.#before.writes;
    this.#before = { reads, writes };
  }
}

async function plantIn(rig: Rig, name: string | undefined): Promise<void> {
  const sql = plants.find((plant) => plant.name === name)?.sql;
  if (sql === undefined) return;
  const client = new pg.Client({ connectionString: rig.address('postgres') });
  await client.connect();
  await client.query(sql);
  await client.end();
}
