import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { endPools } from '../../../functions/_postgres/pool.ts';
import { drainOutbox } from '../../../functions/_postgres/events/outbox.ts';
import { disconnect, withRedis } from '../../../functions/_redis/client.ts';
import { handler as readPost } from '../../../functions/cache-read/get-post.ts';
import { handler as readProject } from '../../../functions/cache-read/get-project.ts';
import { handler as readSite } from '../../../functions/cache-read/get-site.ts';
import { handler as readProjects } from '../../../functions/cache-read/list-projects.ts';
import { handler as buildPost } from '../../../functions/database-read/get-post.ts';
import { handler as buildProject } from '../../../functions/database-read/get-project.ts';
import { handler as buildSite } from '../../../functions/database-read/get-site.ts';
import { handler as buildProjects } from '../../../functions/database-read/list-projects.ts';
import { standInLambda } from '../../checks/stand-in-lambda.ts';
import {
  freshCluster,
  freshRedis,
  type RunningRedis,
  type TestDatabase,
  useEnvironment,
} from '../../checks/test-database.ts';
import { edgeUnderTest, internalSecret } from '../../gateway/edge/edge-under-test.ts';
import { Fence } from '../../gateway/edge/fence.ts';
import type { Handler } from '../../lambda-host/in-process-invoker.ts';
import { Courier } from '../interleavings/courier.ts';
import { Judge } from '../interleavings/judge.ts';
import { Random } from '../interleavings/random.ts';
import { paths, projects, Writer } from '../interleavings/writer.ts';
import { Onlooker } from './onlooker.ts';

// `FRESHNESS_SEED` repeats what the writers, readers and couriers mean to do.
const seed = Number(process.env['FRESHNESS_SEED'] ?? Date.now() % 1_000_000);
const writes = 1_000;
const writers = 4;
const readersEach = 5;
/** Of hits, of what was stored, and of events, at each gateway. */
const enough = 200;

let database: TestDatabase;
let redis: RunningRedis;
let slowness: Random;

/** Some builders are slower than a commit and its delivery: they come too late with what they read. */
const slowly = (build: (payload: never) => Promise<unknown>) => async (payload: never) => {
  const built = await build(payload);
  if (slowness.chance(0.2)) await pause(slowness.below(40));
  return built;
};
standInLambda({
  'database-read-get-post': slowly(buildPost),
  'database-read-get-project': slowly(buildProject),
  'database-read-get-site': slowly(buildSite),
  'database-read-list-projects': slowly(buildProjects),
});

beforeAll(async () => {
  [database, redis] = await Promise.all([freshCluster(), freshRedis()]);
  useEnvironment({
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_WRITER_URL: database.writerUrl,
    DATABASE_RELAY_URL: database.relayUrl,
    REDIS_URL: redis.url,
  });
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(`alter system set deadlock_timeout = '30ms'`);
  await client.query(`select pg_reload_conf()`);
  await client.end();
});
beforeEach(() => withRedis((each) => each.flushall(), 'patient'));
afterAll(async () => {
  disconnect();
  await endPools();
  await redis.stop();
  await database.drop();
});

const door = (handler: unknown, ...routes: string[]) => ({ handler: handler as Handler, routes, timeoutSeconds: 20 });
const functions = {
  'cache-read-get-post': door(readPost, 'GET /api/v1/projects/{project}/posts/{path+}'),
  'cache-read-get-project': door(readProject, 'GET /api/v1/projects/{project}'),
  'cache-read-get-site': door(readSite, 'GET /api/v1/site'),
  'cache-read-list-projects': door(readProjects, 'GET /api/v1/projects'),
};

const api = [
  '/site',
  '/projects',
  ...projects.map((project) => `/projects/${project}`),
  ...projects.flatMap((project) => paths.map((path) => `/projects/${project}/posts/${path}`)),
];
const pages = projects.flatMap((project) => [
  `/projects/${project}`,
  ...paths.map((path) => `/projects/${project}/${path}`),
]);

/** Makes pages as the web does: of three objects, which it asks of whatever gateway it finds. */
function webOf(gateways: string[], random: Random) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const [, , project = '', ...path] = (request.url ?? '').split('/');
    const objects = [
      '/site',
      `/projects/${project}`,
      ...(path.length > 0 ? [`/projects/${project}/posts/${path.join('/')}`] : []),
    ];
    const asked = objects.map(async (object) => {
      const version = request.headers['min-version']?.toString();
      const headers = { 'x-colophon-internal': internalSecret, ...(version && { 'min-version': version }) };
      return fetch(`${random.pick(gateways)}/api/v1${object}`, { headers });
    });
    const answers = await Promise.all(asked);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    const parts = answers.map(({ headers }) => headers.get('x-colophon-parts'));
    const status = Math.max(...answers.map((answer) => answer.status));
    if (random.chance(0.2)) await pause(random.below(30));
    response
      .writeHead(status, {
        'content-type': 'text/html',
        'cache-control': 'public, no-cache',
        ...(!parts.includes(null) && { 'x-colophon-parts': parts.join(' ') }),
      })
      .end(bodies.join('\n'));
  };
}

interface World {
  /** Ends as soon as anything is wrong. */
  untilWrong?: boolean;
}

async function runWorld({ untilWrong = false }: World = {}) {
  slowness = new Random(seed + 3);
  const random = new Random(seed);
  const urls: string[] = [];
  const web = webOf(urls, new Random(seed + 2));
  const gateways = await Promise.all(
    ['first', 'second'].map(async (name) => {
      const onlooker = new Onlooker(name);
      const gateway = await edgeUnderTest({
        redisUrl: redis.url,
        functions,
        maxBytes: 2 ** 24,
        web: (request, response) => void web(request, response).catch(() => response.destroy()),
      });
      gateway.edge.onHeard = (event) => onlooker.hears(event);
      urls.push(gateway.url);
      return { ...gateway, onlooker };
    }),
  );
  // From here on pages may be kept.
  await pause(1_100);

  let written = 0;
  // How often an answer may be kept depends on how fast the machine is: it goes on until enough was judged.
  const isEnough = () =>
    written >= writes &&
    gateways.every(({ onlooker: { counts } }) => Math.min(counts.hits, counts.stored, counts.events) > enough);
  const isOver = () => isEnough() || (untilWrong && gateways.some(({ onlooker }) => onlooker.verdicts.length > 0));
  const courier = new Courier(new Random(seed + 1), new Judge(), async () => undefined);
  const hot = Array.from({ length: 8 }, () => random.pick([...api.map((path) => `/api/v1${path}`), ...pages]));
  const cold = [...api.map((path) => `/api/v1${path}`), ...pages];
  const authors = Array.from(
    { length: writers },
    (_, index) => new Writer(database.ownerUrl, new Random(seed + 10 + index)),
  );
  for (const author of authors) await author.client.connect();
  await authors[0]!.seed();

  const read = async ({ url, onlooker }: (typeof gateways)[number], path: string, version?: bigint) => {
    const asked = onlooker.asks();
    const headers = {
      'x-colophon-internal': internalSecret,
      ...(version !== undefined && { 'min-version': String(version) }),
    };
    const response = await fetch(url + path, { headers, redirect: 'manual' });
    await response.arrayBuffer();
    if (response.status >= 500) throw new Error(`${path} was answered ${response.status}.`);
    onlooker.sees(path, response, asked);
  };

  await Promise.all([
    ...authors.map(async (author, index) => {
      const own = new Random(seed + 50 + index);
      while (!isOver()) {
        const xid = await author.writeOnce();
        written++;
        if (xid !== undefined && own.chance(0.2)) await read(own.pick(gateways), own.pick(hot), xid + 1n);
      }
    }),
    ...gateways.flatMap((gateway, number) =>
      Array.from({ length: readersEach }, async (_, index) => {
        const own = new Random(seed + 100 * (number + 1) + index);
        while (!isOver()) {
          await read(gateway, own.chance(0.7) ? own.pick(hot) : own.pick(cold));
          await pause(own.below(8));
        }
      }),
    ),
    (async () => {
      while (!isOver()) {
        await drainOutbox((events) => courier.take(events));
        await pause(4);
      }
    })(),
  ]);
  await courier.allArrived();
  await Promise.all(authors.map(({ client }) => client.end()));
  const counts = gateways.map(({ onlooker }) => onlooker.counts);
  return { verdicts: gateways.flatMap(({ onlooker }) => onlooker.verdicts), counts };
}

test(
  `two gateways, ${writes} random writes and more, readers on both: nobody is shown what lacks an event that was heard, or sees a write gone again: seed ${seed}`,
  { timeout: 300_000 },
  async () => {
    const { verdicts, counts } = await runWorld();
    if (process.env['FRESHNESS_COUNTS']) process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(verdicts).toEqual([]);
  },
);

// Without this rule it must be found out: the test of the test above.
test('the onlooker finds that late answers are not held against what was heard', { timeout: 300_000 }, async () => {
  const { judge } = Fence.prototype;
  Fence.prototype.judge = () => ({ mayBeStored: true, isTooOld: false });
  try {
    expect((await runWorld({ untilWrong: true })).verdicts).not.toEqual([]);
  } finally {
    Fence.prototype.judge = judge;
  }
});
