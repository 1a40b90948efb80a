import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './ports.ts';
import { identify, isRunning } from './processes.ts';
import { startRedis, type RunningRedis } from './redis.ts';
import { requireRedis } from './require-redis.ts';
import { runAndKill, scratchFolder } from './stand-ins.ts';

let running: RunningRedis | undefined;
afterEach(() => running?.stop());

test('it is bounded, evicts only what expires, keeps nothing on disk and asks for a password', async () => {
  const dir = join(scratchFolder(), 'redis');
  running = await startRedis({ dir });
  const redis = new Redis(running.url);
  const settings = Object.fromEntries(
    await Promise.all(
      ['maxmemory', 'maxmemory-policy', 'save', 'bind'].map(
        async (name) => redis.config('GET', name) as Promise<[string, string]>,
      ),
    ),
  ) as Record<string, string>;
  redis.disconnect();
  expect(settings).toEqual({
    maxmemory: String(256 << 20),
    'maxmemory-policy': 'volatile-lru',
    save: '',
    bind: '127.0.0.1',
  });
  const stranger = new Redis(running.url.replace(running.password, ''), {
    lazyConnect: true,
    retryStrategy: () => null,
  });
  stranger.on('error', () => undefined);
  await expect(stranger.connect().then(() => stranger.ping())).rejects.toThrow(/NOAUTH|closed/i);
  stranger.disconnect();
  await running.stop();
  expect(existsSync(`${dir}.process.json`)).toBe(false);
});

test('what a killed launcher left is replaced', async () => {
  const dir = join(scratchFolder(), 'redis');
  const left = await runAndKill(`
    import { startRedis } from '${import.meta.dirname}/redis.ts';
    process.stdout.write(String((await startRedis({ dir: ${JSON.stringify(dir)} })).pid));`);
  const identity = identify(Number(left));
  expect(identity).toBeDefined();
  running = await startRedis({ dir });
  expect(identity && isRunning(identity)).toBe(false);
});

test('a Redis of the user’s own that evicts everything, or does not answer, is a broken setting', async () => {
  running = await startRedis({
    dir: join(scratchFolder(), 'redis'),
    directives: { 'maxmemory-policy': 'allkeys-lru' },
  });
  await expect(requireRedis(running.url)).rejects.toThrow(
    /^The setting REDIS_URL is broken: that Redis evicts every key \(maxmemory-policy allkeys-lru\)/,
  );
  await expect(requireRedis(`redis://127.0.0.1:${await freePort()}`)).rejects.toThrow(
    /^The Redis in REDIS_URL does not answer: .*ECONNREFUSED/,
  );
});
