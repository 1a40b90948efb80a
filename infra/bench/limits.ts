import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { beforeEnd } from './cleanup.ts';

/** Addresses of what our own answers are measured against. */
export interface Limits {
  /** node:http and one GET from the instance's Redis. */
  redis: string;
  /** node:http and nothing else. */
  constant: string;
  /** The same with a page. */
  page: string;
}

const key = 'colophon-bench:body';
const keySeconds = 24 * 3600;

/** They answer the bytes that our doors answer, each from a process of its own. */
export async function startLimits(redisUrl: string, body: string, pageBody: string): Promise<Limits> {
  const redis = new Redis(redisUrl);
  await redis.set(key, body, 'EX', keySeconds);
  await redis.quit();
  const [withRedis, constant, page] = await Promise.all([
    start('bare-redis.ts', { REDIS_URL: redisUrl, BENCH_KEY: key }),
    start('bare-constant.ts', { BENCH_BODY: body }),
    start('bare-constant.ts', { BENCH_BODY: pageBody, BENCH_TYPE: 'text/html; charset=utf-8' }),
  ]);
  return { redis: withRedis, constant, page };
}

async function start(file: string, env: Record<string, string>): Promise<string> {
  const { PATH } = process.env;
  const child = fork(join(import.meta.dirname, file), {
    env: { NODE_ENV: 'production', PATH, ...env },
    detached: true,
  });
  beforeEnd(() => void child.kill('SIGKILL'));
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with exit code ${code}.`);
  });
  const [said] = (await Promise.race([once(child, 'message'), failed])) as [{ port: number }];
  failed.catch(() => undefined);
  return `http://127.0.0.1:${said.port}/`;
}
