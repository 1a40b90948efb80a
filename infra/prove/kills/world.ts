import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { StartedInstance } from '../../checks/instance.ts';
import type { ArmedSteps } from './armed-steps.ts';
import { InsistingAuthor } from './insisting-author.ts';
import { until } from './until.ts';
import type { Way } from './ways.ts';

export interface Subject {
  id: string;
  /** Where readers of the API find it. */
  path: string;
  /** What has to be read in the end: what was acknowledged, or what was before. */
  title: string;
}

/** A post as the database has it: all that one write changes. */
export interface State {
  title: string;
  summary: string;
  tags: string[];
  listed: string[];
  revision: number;
  kept: number;
}

/** An instance, a post for each step, and what is to be true of them in the end. */
export class World {
  readonly instance: StartedInstance;
  readonly armed: ArmedSteps;
  readonly author: InsistingAuthor;
  readonly subjects = new Map<string, Subject>();
  readonly media: string[] = [];
  readonly #database: Client;
  readonly redis: Redis;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(instance: StartedInstance, armed: ArmedSteps) {
    const { environment } = instance.described();
    this.instance = instance;
    this.armed = armed;
    this.author = new InsistingAuthor(instance.url, instance.token);
    this.#database = new Client({ connectionString: environment['DATABASE_URL'] });
    this.redis = new Redis(environment['REDIS_URL']!);
  }

  async prepare(names: string[]): Promise<void> {
    await this.#database.connect();
    for (const name of names) {
      const title = `Before ${name}`;
      const post = { title, slug: slugOf(name), summary: 'Before', bodyMarkdown: 'One.', tags: ['before'] };
      this.subjects.set(name, { ...(await this.author.publish('colophon', post)), title });
    }
  }

  async end(): Promise<void> {
    this.redis.disconnect();
    await this.#database.end();
    await this.instance.stop();
  }

  subject(name: string): Subject {
    return this.subjects.get(name)!;
  }

  /** The step is armed and reached by one at a time; then each process has its time to come back. */
  async killAt(name: string, way: Way): Promise<void> {
    const goOn = await this.#mayAct();
    let afterwards: (() => Promise<void>) | void;
    let before: (number | undefined)[];
    try {
      await until('all are up', () => this.#isUp());
      await until('nothing else is under way', () => this.#isQuiet());
      await until(`the post of ${name} is cached`, () => this.#isCached(name));
      before = this.#mortals();
      afterwards = await way(this, name);
      await this.armed.taken(name);
    } finally {
      goOn();
    }
    await until('who was killed is replaced', () => this.#mortals().join() !== before.join());
    await until('all are up again', () => this.#isUp());
    await afterwards?.();
  }

  /** Those that run functions. */
  #mortals(): (number | undefined)[] {
    const { processes } = this.instance.described();
    return [processes['gateway'], processes['lambda-host']];
  }

  /** All processes run, and the gateway answers. */
  async #isUp(): Promise<boolean> {
    for (const pid of this.#mortals()) process.kill(pid!, 0);
    return (await fetch(`${this.instance.url}/healthz`)).status === 200;
  }

  changeTo(name: string) {
    const { id } = this.subject(name);
    const body = { title: `After ${name}`, summary: 'After', tags: ['after'] };
    return { method: 'PATCH', path: `/posts/${id}`, body };
  }

  /** Acknowledged: from now on it counts. */
  async change(name: string): Promise<void> {
    await this.author.insist(this.changeTo(name));
    this.subject(name).title = `After ${name}`;
  }

  async read(path: string): Promise<Response | undefined> {
    return fetch(`${this.instance.url}${path}`).catch(() => undefined);
  }

  async stateOf(name: string): Promise<State> {
    const text = `select title, summary, tags, revision, array(select tag from colophon.post_tags where post_id = posts.id) as listed,
        (select count(*)::int from colophon.post_revisions where post_id = posts.id) as kept
      from colophon.posts where id = $1`;
    const { rows } = await this.#database.query<State>(text, [this.subject(name).id]);
    return rows[0]!;
  }

  /** Puts a message on the queue that nobody can read, until it rests with the dead letters. @returns its id there */
  async unreadable(): Promise<string> {
    await this.#put('CACHE_INVALIDATION_QUEUE_URL', 'no event');
    for (;;) {
      const list = await this.author.insistOn<{ items?: { messageId: string; body: string }[] }>({
        method: 'GET',
        path: '/ops/queue/dead-letters',
      });
      const found = list.items?.find(({ body }) => body === 'no event');
      if (found) return found.messageId;
      await pause(500);
    }
  }

  async #put(queueUrl: string, body: string): Promise<void> {
    const { environment } = this.instance.described();
    const sqs = new SQSClient({
      endpoint: environment['SQS_ENDPOINT']!,
      region: 'us-east-1',
      credentials: {
        accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
      },
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: environment[queueUrl], MessageBody: body }));
  }

  /**
   * Changes the post by hand, and has what it announces rest with the dead letters instead of on the queue: nobody else will
   * tell the caches of it.
   */
  async changeUnannounced(name: string): Promise<void> {
    const { id } = this.subject(name);
    const title = `After ${name}`;
    await this.#database.query('begin');
    const change = `update colophon.posts set title = $2, summary = 'After', tags = array['after'] where id = $1`;
    await this.#database.query(change, [id, title]);
    const { rows } = await this.#database.query<{ tags: string[]; xid: string; generation: string }>(
      `with told as (delete from colophon.outbox where xid = pg_current_xact_id() returning tag)
      select array_agg(tag) as tags, pg_current_xact_id()::text as xid, colophon.database_identity() as generation from told`,
    );
    await this.#database.query('commit');
    await this.#put('CACHE_INVALIDATION_DEAD_LETTERS_URL', JSON.stringify(rows[0]));
    this.subject(name).title = title;
  }

  /** Of which posts readers are shown anything else than what was acknowledged. */
  async behind(): Promise<string[]> {
    const found: string[] = [];
    for (const [name, { path, title }] of this.subjects) {
      const page = path.replace('/api/v1', '').replace('/posts/', '/');
      const past = { headers: { authorization: 'Bearer nobody' } };
      const [inMemory, inRedis, onPage] = await Promise.all([
        fetch(`${this.instance.url}${path}`),
        fetch(`${this.instance.url}${path}`, past),
        fetch(`${this.instance.url}${page}`),
      ]);
      const titles = await Promise.all(
        [inMemory, inRedis].map(async (answer) => ((await answer.json()) as { title?: string }).title),
      );
      const isShown = (await onPage.text()).includes(title);
      if (titles.some((shown) => shown !== title) || !isShown) found.push(`${name}: ${titles.join(', ')}`);
    }
    return found;
  }

  /** Which posts are not as their one change left them. */
  async broken(): Promise<string[]> {
    const found: string[] = [];
    for (const [name, { title }] of this.subjects) {
      const state = await this.stateOf(name);
      const isWhole =
        state.title === title && state.tags.join() === state.listed.join() && state.kept === state.revision;
      if (!isWhole) found.push(`${name}: ${JSON.stringify(state)}`);
    }
    const { rows } = await this.#database.query<{ twice: string }>(
      `select title as twice from colophon.post_revisions where title like 'After %' and status = 'published'
      group by post_id, title having count(*) > 1`,
    );
    return [...found, ...rows.map(({ twice }) => `twice: ${twice}`)];
  }

  async mediaStates(): Promise<Set<string>> {
    const states = this.media.map(async (id) => {
      const seen = await this.author.insistOn<{ state: string }>({ method: 'GET', path: `/studio/media/${id}` });
      return seen.state;
    });
    return new Set(await Promise.all(states));
  }

  queue() {
    type Depths = { waiting: number; inFlight: number; deadLetters: number; oldestSeconds: number };
    return this.author.insistOn<{ invalidation: Depths; media: Depths }>({ method: 'GET', path: '/ops/queue' });
  }

  /** What meets the step is the event that is needed, and not one that was on its way before. */
  async #isQuiet(): Promise<boolean> {
    const { rows } = await this.#database.query('select from colophon.outbox limit 1');
    return rows.length === 0 && (await this.queue()).invalidation.waiting === 0;
  }

  /** Old, and in Redis: what stays stale would be seen. */
  async #isCached(name: string): Promise<boolean> {
    const past = { headers: { authorization: 'Bearer nobody' } };
    const { headers } = await fetch(`${this.instance.url}${this.subject(name).path}`, past);
    return headers.get('cache-status')?.includes('colophon; hit') === true;
  }

  async #mayAct(): Promise<() => void> {
    const before = this.#turn;
    let goOn: () => void = () => undefined;
    this.#turn = new Promise<void>((resolve) => (goOn = resolve));
    await before;
    return goOn;
  }
}

export const slugOf = (name: string) => `killed-at-${name.replaceAll('.', '-')}`;
