import { fromBinary, toJsonString } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedMessages } from '../../schema/generated-messages.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { brokenPromises, type DocumentedRoute, documentedRoutes } from '../openapi.ts';
import { addressOf, addressOfNothing, type Ask, asking } from './walk.ts';

const reads = documentedRoutes.filter(({ method }) => method === 'GET');
const { routes } = await generatedMessages();
/** Routes of which the sample site has nothing to show: what they answer is that there is nothing. */
const nothingToShow = ['GET /api/v1/redirects/{path+}'];

let instance: StartedInstance;
let ask: Ask;

beforeAll(async () => {
  instance = await startInstance();
  ask = asking(instance.url, instance.token);
}, 180_000);
afterAll(() => instance.stop());

async function somewhere(route: DocumentedRoute): Promise<string> {
  if (nothingToShow.includes(route.routeKey)) return addressOfNothing(route);
  const address = await addressOf(route, ask);
  if (address === undefined)
    throw new Error(`The sample site has nothing for ${route.routeKey}; if that is as it should be, say so here.`);
  return address;
}

const unknownIn = (address: string) => `${address}${address.includes('?') ? '&' : '?'}nobody-knows=this`;

describe.each(reads)('$routeKey', (route) => {
  test('answers what the document promises', async () => {
    const answered = await ask(await somewhere(route));
    expect(brokenPromises(route, answered)).toEqual([]);
    expect(answered.status).toBe(nothingToShow.includes(route.routeKey) ? 404 : 200);
  });

  test('answers HEAD with the same headers and no body', async () => {
    const address = await somewhere(route);
    const [whole, head] = [await ask(address), await ask(address, {}, 'HEAD')];
    expect(head).toMatchObject({ status: whole.status, body: '' });
    expect(brokenPromises(route, head, true)).toEqual([]);
    for (const name of ['etag', 'content-type', 'vary']) expect(head.header(name)).toBe(whole.header(name));
  });

  test('says in the binary form what its message can say', async () => {
    const { response } = routes.find(({ route: { method, path } }) => `${method} /api/v1${path}` === route.routeKey)!;
    const answered = await ask(await somewhere(route), { accept: 'application/x-protobuf' });
    if (answered.status !== 200 || response.typeName === 'google.protobuf.Empty') return;
    expect(answered.header('content-type')).toBe('application/x-protobuf');
    const json = toJsonString(response, fromBinary(response, answered.bytes), { alwaysEmitImplicit: true });
    const header = (name: string) => (name === 'content-type' ? 'application/json' : answered.header(name));
    expect(brokenPromises(route, { ...answered, header, body: json })).toEqual([]);
  });

  // Of a public one each would be an object of its own for the caches.
  test('refuses a query that it does not know, in problem+json', async () => {
    const answered = await ask(unknownIn(await somewhere(route)));
    expect(brokenPromises(route, answered)).toEqual([]);
    expect([answered.status, answered.header('content-type')]).toEqual([400, 'application/problem+json']);
  });
});

test.each(reads.filter(({ routeKey }) => routeKey.includes('{')))(
  '$routeKey is 404 where there is nothing',
  async (route) => {
    const answered = await ask(addressOfNothing(route));
    expect(brokenPromises(route, answered)).toEqual([]);
    expect(answered.status).toBe(404);
  },
);
