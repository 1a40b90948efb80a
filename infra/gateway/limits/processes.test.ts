import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshRedis, type RunningRedis } from '../../checks/test-database.ts';
import { run, type Run } from '../../launcher/stand-ins/run.ts';
import { scratchFolder } from '../../services/stand-ins.ts';

/** Two gateway processes, as two workers are, in front of which readers are sent to either. */
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
let redis: RunningRedis;
let gateways: Run[];
let urls: string[];

beforeAll(async () => {
  redis = await freshRedis();
  const environment = { REDIS_URL: redis.url, RATE_LIMIT_READS: '600/h', FOLDER: scratchFolder(), LOG_LEVEL: 'silent' };
  const entry = join(import.meta.dirname, 'stand-ins', 'limited-gateway.ts');
  gateways = [run(entry, [], environment), run(entry, [], environment)];
  urls = await Promise.all(gateways.map(async ({ line }) => (await line('ready ')).slice('ready '.length)));
}, 60_000);

afterAll(async () => {
  agent.destroy();
  for (const gateway of gateways) gateway.kill('SIGKILL');
  await Promise.all(gateways.map(({ exited }) => exited));
  await redis.stop();
});

function statusOf(url: string, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${url}/api/v1/site`, { agent, headers: { 'x-forwarded-for': address } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}

/** As fast as they answer, at both of them at once. */
async function passed(times: number, address: string): Promise<number> {
  const asked = Array.from({ length: times }, (_, one) => statusOf(urls[one % 2] ?? '', address));
  const statuses = await Promise.all(asked);
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  return statuses.filter((status) => status === 200).length;
}

test('a burst at both at once lets through a tenth more than the limit at most, and not less than it', async () => {
  const begun = performance.now();
  const first = await passed(1_500, '192.0.2.1');
  expect(first).toBeGreaterThanOrEqual(600);
  expect(first).toBeLessThanOrEqual(660);
  // And it stays so, for whoever goes on.
  while (performance.now() - begun < 1_500) expect(await passed(50, '192.0.2.1')).toBe(0);
}, 30_000);

test('a flood from one address takes nothing from another', async () => {
  const [, calm] = await Promise.all([passed(2_000, '192.0.2.2'), passed(100, '192.0.2.3')]);
  expect(calm).toBe(100);
}, 30_000);

test('Redis killed under load: everybody is answered, and each process limits alone', async () => {
  const load = passed(3_000, '192.0.2.4');
  process.kill(redis.pid, 'SIGKILL');
  const all = await load;
  expect(all).toBeGreaterThanOrEqual(600);
  expect(all).toBeLessThanOrEqual(1_230);
  expect(await passed(1_500, '192.0.2.5')).toBe(1_200);
}, 30_000);
