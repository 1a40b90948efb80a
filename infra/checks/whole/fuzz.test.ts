import { Agent, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generatedMessages } from '../../schema/generated-messages.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { documentedRoutes } from '../openapi.ts';
import { type HostileRequest, hostileRequests } from './hostile.ts';
import { addressOf, asking } from './walk.ts';

/** The same requests each time; another seed, by hand, finds other ones. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_125);
const limitMs = 20_000;

const agent = new Agent({ keepAlive: true });
const { routes } = await generatedMessages();
let instance: StartedInstance;

beforeAll(async () => {
  const plenty = '1000000/s';
  instance = await startInstance({ RATE_LIMIT_READS: plenty, RATE_LIMIT_WRITES: plenty, RATE_LIMIT_LOGIN: plenty });
}, 180_000);
afterAll(async () => {
  agent.destroy();
  await instance.stop();
});

interface Outcome {
  status: number;
  type: string;
}

/** As the bytes stand there: what clients would put right is sent as it is. */
function ask({ method, path, headers, body }: HostileRequest): Promise<Outcome | 'cut off'> {
  const { hostname, port } = new URL(instance.url);
  const authorization = `Bearer ${instance.token}`;
  return new Promise((resolve, reject) => {
    const length = body && { 'content-length': body.length };
    const asked = send(
      { agent, hostname, port, method, path, headers: { authorization, ...length, ...headers } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '' }));
        answer.on('error', reject);
      },
    );
    // Who sends too much may find that nobody listens any more.
    asked.on('error', (error) => ((body?.length ?? 0) > 2 ** 20 ? resolve('cut off') : reject(error)));
    asked.end(body);
  });
}

test(
  'whatever is sent to any route, what is wrong with it is the caller’s: no 5xx, and no fault in the log',
  { timeout: 90_000 },
  async () => {
    const walker = asking(instance.url, instance.token);
    const addresses = new Map<string, string>();
    for (const route of documentedRoutes) {
      // It would saw off the branch that it sits on.
      if (route.routeKey === 'DELETE /api/v1/api-tokens/{id}') continue;
      const address = await addressOf(route, walker);
      if (address) addresses.set(route.routeKey, address);
    }
    const asked = new Set<string>();
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileRequests(documentedRoutes, routes, addresses), { minLength: 8, maxLength: 8 }),
        async (some) => {
          const outcomes = await Promise.all(some.map(async (hostile) => ({ hostile, outcome: await ask(hostile) })));
          for (const { hostile, outcome } of outcomes) {
            if (outcome === 'cut off') continue;
            asked.add(hostile.method);
            statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
            // What is logged of it is on its way.
            if (outcome.status >= 500) await pause(500);
            expect(
              outcome.status,
              `${hostile.method} ${hostile.path.slice(0, 80)} ${JSON.stringify(hostile.headers)} ${String(hostile.body).slice(0, 300)} ${faultsIn(instance.output()).join(' ')}`,
            ).toBeLessThan(500);
            if (outcome.status >= 400) expect(outcome.type).toBe('application/problem+json');
          }
        },
      ),
      { seed, numRuns: 100_000, interruptAfterTimeLimit: limitMs, endOnFailure: true },
    );
    const count = [...statuses.values()].reduce((sum, each) => sum + each, 0);
    expect(count).toBeGreaterThan(300);
    expect([...asked].sort()).toEqual([...new Set(documentedRoutes.map(({ method }) => method))].sort());
    // It gets past the doors, too: some of it is as it should be, some breaks rules.
    for (const status of [200, 400, 404, 413, 415, 422])
      expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
    expect(faultsIn(instance.output())).toEqual([]);
  },
);

/** Each is a line of JSON. */
function faultsIn(output: string): string[] {
  return output.split('\n').filter((line) => /"level":[56]0/.test(line));
}
