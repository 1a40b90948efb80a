import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { uploadPath, uploadsFolder } from '../../functions/_files/upload-target.ts';
import { toyGateway } from './toy-gateway.ts';
import { ask } from './toy-processes.ts';

const toys = {
  site: { handler: () => ({ statusCode: 200, body: 'site' }), routes: ['GET /api/v1/site', 'GET /readyz'] },
};
const minute = 60_000;

/** One connection that stays open. */
function oneConnection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

test('a connection that is idle is left for a while: what is asked on it then is answered, and is its last', async () => {
  const { url, drain } = await toyGateway(toys);
  const agent = oneConnection();
  expect(await ask(`${url}/api/v1/site`, agent)).toMatchObject({ status: 200, connection: 'keep-alive' });
  const drained = drain(minute);
  expect((await ask(`${url}/api/v1/site`)).status).toBeUndefined();
  expect(await ask(`${url}/api/v1/site`, agent)).toEqual({ status: 200, body: 'site', connection: 'close' });
  await drained;
});

test('who asks a process that is about to end whether it is ready hears that it is not', async () => {
  const { url, drain } = await toyGateway(toys);
  const agent = oneConnection();
  expect((await ask(`${url}/readyz`, agent)).status).toBe(200);
  const drained = drain(minute);
  const answer = await ask(`${url}/readyz`, agent);
  expect(answer).toMatchObject({ status: 503, connection: 'close' });
  expect(JSON.parse(answer.body)).toMatchObject({
    type: '/problems/unavailable',
    instance: '/readyz',
    detail: 'This process is about to end.',
  });
  await drained;
});

test('an upload under way is finished, and answered', async () => {
  const { url, filesDir, drain } = await toyGateway(toys);
  const id = randomUUID();
  const path = uploadPath({ id, expires: Date.now() + minute, limitBytes: 1000 }, 'secret of a toy');
  const sending = request(url + path, { method: 'PUT', agent: false });
  sending.write('one ');
  await vi.waitFor(() => expect(sending.socket?.bytesWritten).toBeGreaterThan(0));
  const drained = drain(0);
  await vi.waitFor(async () => expect((await ask(`${url}/api/v1/site`)).status).toBeUndefined());
  sending.end('two');
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.connection]).toEqual([204, 'close']);
  answer.resume();
  await drained;
  expect(readFileSync(join(uploadsFolder(filesDir), id), 'utf8')).toBe('one two');
});

test('connections on which nothing is asked do not hold it up', async () => {
  const { url, port, drain } = await toyGateway(toys);
  const agent = oneConnection();
  await ask(`${url}/api/v1/site`, agent);
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  await drain(0);
  await closed;
});
