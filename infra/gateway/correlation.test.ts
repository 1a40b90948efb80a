import { expect, test } from 'vitest';
import { speak } from './plugged-gateway.ts';
import { toyGateway } from './toy-gateway.ts';

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const named = { 'x-request-id': 'r-1', traceparent: trace };

async function gateway(believeCallers: boolean) {
  const { url, port } = await toyGateway(
    { toy: { handler: () => ({ statusCode: 200, body: 'toy' }), routes: ['GET /toy'] } },
    { correlation: { believeCallers }, trust: { internalSecret: 'ours' } },
  );
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${url}/toy`, { headers });
    return [answer.headers.get('x-request-id'), answer.headers.get('traceparent')];
  };
  return { ask, port };
}

test('the names that a caller gives a request are kept where they are well-formed', async () => {
  const { ask } = await gateway(true);
  expect(await ask(named)).toEqual(['r-1', trace]);
  const [id, context] = await ask({ 'x-request-id': 'a b', traceparent: '00-0-0-01' });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(context).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('where callers are not believed their names are replaced, and those of our own web are not', async () => {
  const { ask } = await gateway(false);
  const [id, context] = await ask(named);
  expect(id).not.toBe('r-1');
  expect(context).not.toBe(trace);
  expect(await ask({ ...named, 'x-colophon-internal': 'ours' })).toEqual(['r-1', trace]);
  expect((await ask({ ...named, 'x-colophon-internal': 'theirs' }))[0]).not.toBe('r-1');
});

test('what is refused before any hook has its id, too', async () => {
  const { port } = await gateway(true);
  const answer = await speak(port, 'GET /%zz HTTP/1.1\r\nHost: toy\r\nX-Request-Id: r-2\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/\r\nx-request-id: r-2\r\n/);
  expect(answer).toContain('"requestId":"r-2"');
});
