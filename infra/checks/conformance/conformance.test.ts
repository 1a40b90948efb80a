import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { type Difference, differencesOf, observe, type Seen } from './compare.ts';
import { differences, explains } from './differences.ts';
import { startGateway } from './gateway-under-test.ts';
import { startOffline } from './offline-under-test.ts';
import { ours } from './ours.ts';
import { gatewayPage, withTable } from './page.ts';
import { requests } from './requests.ts';

const seen = new Map<string, { gateway: Seen; offline: Seen; differences: Difference[] }>();
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const [gateway, offline] = await Promise.all([startGateway(), startOffline()]);
  stops.push(gateway.stop, offline.stop);
  for (const asked of requests) {
    const [ours, theirs] = await Promise.all([observe(gateway.port, asked), observe(offline.port, asked)]);
    seen.set(asked.name, { gateway: ours, offline: theirs, differences: differencesOf(asked.name, ours, theirs) });
  }
}, 120_000);
afterAll(() => Promise.all(stops.map((stop) => stop())));

test('each request has a name of its own, and was answered by a function on both', () => {
  expect(seen.size).toBe(requests.length);
  const echoed = [...seen.values()].filter(
    ({ gateway, offline }) => gateway.event !== undefined && offline.event !== undefined,
  );
  expect(echoed.length).toBeGreaterThan(70);
});

test.each(requests)('$name: gateway and serverless offline agree, or the table says why not', ({ name }) => {
  const unexplained = seen.get(name)?.differences.filter((each) => !differences.some((row) => explains(row, each)));
  expect(unexplained).toEqual([]);
});

test.each(Object.entries(ours))(
  '%s: where the two differ, our gateway gives what it has always given',
  (name, expected) => {
    const at = (path: string) =>
      path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], seen.get(name)?.gateway);
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, at(path)]))).toEqual(expected);
  },
);

describe('the table', () => {
  const all = () => [...seen.values()].flatMap((each) => each.differences);

  test.each(differences)('$what: $gateway; $offline', (row) => {
    const shown = new Set(
      all()
        .filter((each) => explains(row, each))
        .map(({ name }) => name),
    );
    if (row.cases === 'several') expect(shown.size).toBeGreaterThan(1);
    else expect([...shown].toSorted()).toEqual(row.cases.toSorted());
  });

  test('docs/gateway.md shows it as it is', async () => {
    expect(await readFile(gatewayPage, 'utf8')).toBe(await withTable());
  });
});
