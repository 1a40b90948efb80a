import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFunctions } from '../lambda-host/functions.ts';
import { functionSources } from '../lambda-host/sources.ts';
import { eventFileOf } from './event-file.ts';
import { functionFiles } from './function-files.js';
import { type ServicesUnderTest, servicesUnderTest } from './services-under-test.ts';

const root = join(import.meta.dirname, '..', '..');
const functions = readFunctions();

interface HttpEvent {
  routeKey?: string;
  requestContext?: { routeKey?: string; authorizer?: { lambda: { author: string } } };
}

const eventOf = (name: string) => JSON.parse(readFileSync(eventFileOf(name), 'utf8')) as HttpEvent;

let services: ServicesUnderTest;
beforeAll(async () => {
  services = await servicesUnderTest();
});
afterAll(() => services.stop());

test('each function has a recorded event, and each event a function', () => {
  const expected = functions.map(({ name }) => basename(eventFileOf(name))).sort();
  expect(
    globSync('events/*', { cwd: root })
      .map((path) => basename(path))
      .sort(),
  ).toEqual(expected);
});

test.each(functions)('the event of $name is of one of its routes', ({ name, routes }) => {
  const { routeKey, requestContext } = eventOf(name);
  const route = routes.find((one) => one.routeKey === routeKey);
  expect(route === undefined).toBe(routes.length === 0);
  expect(requestContext?.routeKey ?? routeKey).toBe(routeKey);
  expect(requestContext?.authorizer?.lambda.author).toBe(route?.authorizer && 'author');
});

test.each(functions)('$name answers its event', async ({ name }) => {
  const result = await services.invoker.invoke(name, eventOf(name));
  expect(result).toMatchObject({ kind: 'returned' });
  const { statusCode = 200, refusal } = (result as { value: { statusCode?: number; refusal?: { kind: string } } })
    .value;
  expect(statusCode).toBeLessThan(500);
  expect([undefined, 'not-found']).toContain(refusal?.kind);
});

test('the post that is asked for is one of the sample site', () => {
  const folder = join(root, 'infra', 'sample-site', 'content', 'projects', 'colophon');
  expect(readFileSync(eventFileOf('cache-read-get-post'), 'utf8')).toContain('"path": "the-cache/cache-api"');
  expect(globSync('*-the-cache/*-cache-api.md', { cwd: folder })).toHaveLength(1);
});

test('the bundles are made of the files that the lambda-host runs', () => {
  const byName = (files: Map<string, string>) => [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  expect(byName(functionFiles())).toEqual(byName(functionSources()));
});
