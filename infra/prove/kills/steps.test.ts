import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInstance } from '../../checks/instance.ts';
import { ArmedSteps } from './armed-steps.ts';
import { stepsInSources } from './steps-in-sources.ts';
import { World } from './world.ts';
import { alone, byGateway, byHost, type Way } from './ways.ts';

/** The bound on staleness after the end of a fault, and when media is looked after again of which nothing was heard. */
const afterFaultMs = 20_000;
const mediaMs = 180_000;

const ways = { ...alone, ...byGateway, ...byHost };
const names = Object.keys(ways);
const armed = new ArmedSteps(names);
let world: World;

/** What came of each, while others are under way: the gateway and the lambda-host fall side by side. */
const outcomes = new Map<string, Promise<void>>();

function inTurn(some: Record<string, Way>, after: Promise<unknown>): Promise<unknown> {
  for (const [name, way] of Object.entries(some)) {
    const outcome = after.then(() => world.killAt(name, way));
    outcomes.set(name, outcome);
    after = outcome.catch(() => undefined);
  }
  return after;
}

beforeAll(async () => {
  const instance = await startInstance({ COLOPHON_STEPS: armed.rules }, 'infra/prove/kills/start-without-pauses.ts');
  world = new World(instance, armed);
  await world.prepare(names);
  const flushed = inTurn(alone, Promise.resolve());
  void inTurn(byGateway, flushed);
  void inTurn(byHost, flushed);
}, 240_000);
afterAll(async () => {
  await world.end();
  armed.remove();
  await rm(world.instance.dataDir, { recursive: true, force: true });
});

test('no step of the sources is forgotten here, and each has a name that can be read', () => {
  expect(stepsInSources()).toEqual({ names: names.toSorted(), unreadable: [] });
});

describe('a process is killed', { timeout: 900_000 }, () => {
  test.each(names)('at %s: it happens once, and all comes back', async (name) => {
    await outcomes.get(name);
  });
});

describe('after all of them', () => {
  test(
    'readers get each acknowledged write within the bound, of the API, of Redis, and on its page',
    { timeout: 60_000 },
    async () => {
      await expect.poll(() => world.behind(), { timeout: afterFaultMs, interval: 250 }).toEqual([]);
    },
  );

  test('each is in the database, once and whole', async () => {
    expect(await world.broken()).toEqual([]);
  });

  test('what was uploaded is ready', { timeout: mediaMs + 10_000 }, async () => {
    await expect.poll(() => world.mediaStates(), { timeout: mediaMs, interval: 1_000 }).toEqual(new Set(['READY']));
  });

  test('nothing waits for the author, and nothing is left in the outbox', { timeout: 60_000 }, async () => {
    const empty = { waiting: 0, inFlight: 0, deadLetters: 0, oldestSeconds: 0 };
    await expect.poll(() => world.queue(), { timeout: 45_000, interval: 500 }).toMatchObject({ invalidation: empty });
    expect((await world.queue()).media.deadLetters).toBe(0);
  });

  test('what is cached is what the database says', async () => {
    const { code, output } = await world.instance.npm('colophon', '--', 'verify-cache');
    expect([code, output]).toEqual([0, expect.stringMatching(/^(\d+) of \1 fresh/m)]);
  });
});
