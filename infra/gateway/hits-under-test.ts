import { afterAll, beforeAll, beforeEach, onTestFinished, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { disconnect } from '../../functions/_redis/client.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../checks/test-database.ts';
import type { Handler } from '../lambda-host/in-process-invoker.ts';
import { answered, edgeUnderTest, partOf } from './edge/edge-under-test.ts';
import { HitRequest } from './hit.ts';
import type { HttpEvent } from './http-event.ts';
import { mountPlugins } from './plugin-list.ts';
import type { Hooks, PluginRequest } from './plugin.ts';
import type { GatewaySettings } from './server.ts';

export const thing = '/api/v1/a';
export const close = 'Connection: close\r\n';
export const get = (path: string, headers = '', method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: toy\r\n${headers}\r\n`;

/** With all that a test says of a hit it says how it came: not by the framework. */
export const isLean = (request: PluginRequest) => request instanceof HitRequest;

/** A Redis for this test file, and gateways with something in memory. Called at the top of the file. */
export function hitsUnderTest() {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await freshRedis();
    useEnvironment({ REDIS_URL: redis.url });
  });
  afterAll(async () => {
    disconnect();
    await redis.stop();
  });
  const logged: unknown[] = [];
  beforeEach(() => {
    logged.length = 0;
    const spy = vi.spyOn(log, 'error').mockImplementation((given: unknown) => void logged.push(given));
    onTestFinished(() => spy.mockRestore());
  });

  /**
   * A door whose answers name how often it was asked, an edge in front of it, and other plugins before that: some that are
   * shipped, and one that a test makes up.
   */
  async function remembering(hooks: Hooks = {}, shipped: unknown[] = [], settings: Partial<GatewaySettings> = {}) {
    const met: { request: PluginRequest; lean: boolean }[] = [];
    let count = 0;
    const handler = (({ rawPath }: HttpEvent) =>
      answered(`${++count}`, partOf({ name: rawPath, snapshot: `${count}0:${count}0:` }))) as unknown as Handler;
    const routes = ['GET /api/v1/{thing}', 'HEAD /api/v1/{thing}', 'POST /api/v1/{thing}'];
    const others = await mountPlugins(
      { custom: { gateway: { plugins: shipped } } },
      {
        publicUrl: undefined,
        doors: [],
        environment: () => undefined,
        onStop: (close) => onTestFinished(async () => void (await close())),
      },
    );
    const watching: Hooks = {
      ...hooks,
      request(request, reply) {
        met.push({ request, lean: isLean(request) });
        return hooks.request?.(request, reply);
      },
    };
    const gateway = await edgeUnderTest({
      redisUrl: redis.url,
      functions: { 'cache-read-get-thing': { handler, routes, timeoutSeconds: 20 } },
      hooks: watching,
      others,
      settings,
    });
    return {
      ...gateway,
      met,
      asked: () => count,
      forget: (path: string) => gateway.edge.hear({ kind: 'dropped', name: path }),
    };
  }

  return { remembering, logged };
}
