import { describe, expect, test } from 'vitest';
import type { HttpHandler } from '../../functions/_http/route.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { bodyOf, httpEvent } from './http-event.ts';
import { documentedRoutes } from './openapi.ts';

const doors = readFunctions().flatMap(({ name, source, routes }) =>
  routes.filter(({ routeKey }) => routeKey !== '$default').map((route) => ({ name, source, ...route })),
);
/** Who has not signed in yet does it here: these change something, and are open. Each looks at the origin by itself. */
const signIns = [
  'POST /api/v1/session',
  'POST /api/v1/session/setup',
  'POST /api/v1/session/passkey/options',
  'POST /api/v1/session/passkey',
];
/** Outside of /api/v1 there is nothing of the author's; inside, the OpenAPI document says whom it lets in. */
const documented = new Map(documentedRoutes.map((each) => [each.routeKey, each.operation]));
const isOpen = ({ routeKey }: { routeKey: string }) =>
  !routeKey.includes(' /api/v1/') || documented.get(routeKey.replace(/^HEAD /, 'GET '))?.security?.length === 0;

test('the routes were found', () => {
  expect(doors.length).toBeGreaterThan(25);
  expect(doors.filter((door) => !isOpen(door)).length).toBeGreaterThan(10);
});

test.each(doors.filter(isOpen))('$routeKey is open to everybody: no authorizer is asked', ({ authorizer }) => {
  expect(authorizer).toBeUndefined();
});

// No service runs here: an anonymous caller is turned away before anything is looked at.
describe('what is the author’s alone', () => {
  test.each(doors.filter((door) => !isOpen(door)))(
    '$routeKey has an authorizer, and is 401 for nobody',
    async ({ source, routeKey, authorizer }) => {
      expect(authorizer).toBeTruthy();
      const { handler } = (await import(source)) as { handler: HttpHandler };
      const [method = '', path = ''] = routeKey.split(' ');
      const parameters = { id: '019a0000-0000-7000-8000-000000000001' };
      for (const asked of [
        {},
        { body: {} },
        { body: 'no JSON' },
        { query: { unknown: '1' } },
        { headers: { 'idempotency-key': 'ü' } },
      ]) {
        const result = await handler(httpEvent({ method, path, parameters, author: null, ...asked }));
        expect(result.statusCode).toBe(401);
        expect(result.headers).toMatchObject({
          'content-type': 'application/problem+json',
          'www-authenticate': 'Bearer',
        });
        expect(bodyOf(result)).toMatchObject({ type: '/problems/unauthenticated', status: 401 });
      }
    },
  );

  test.each(doors.filter((door) => !isOpen(door)))(
    '$routeKey refuses a query parameter that it would not look at, also of the author',
    async ({ source, routeKey }) => {
      const { handler } = (await import(source)) as { handler: HttpHandler };
      const [method = '', path = ''] = routeKey.split(' ');
      const result = await handler(httpEvent({ method, path, query: { nobody: 'knows' } }));
      expect(result.statusCode).toBe(400);
      expect(bodyOf(result)).toMatchObject({ violations: [{ field: 'nobody' }] });
    },
  );

  test.each(doors.filter(({ routeKey }) => !/^(GET|HEAD) /.test(routeKey)))(
    '$routeKey changes something, and so is not open, unless one signs in with it',
    (door) => {
      expect(isOpen(door)).toBe(signIns.includes(door.routeKey));
    },
  );
});

test('each GET has its HEAD', () => {
  const routeKeys = doors.map(({ routeKey }) => routeKey);
  const missing = routeKeys.filter((key) => key.startsWith('GET ') && !routeKeys.includes(key.replace('GET', 'HEAD')));
  expect(missing).toEqual([]);
});
