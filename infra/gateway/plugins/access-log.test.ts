import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { pluggedGateway, speak } from '../plugged-gateway.ts';
import { shortened } from './access-log.ts';

const lines = vi.fn<(line: Record<string, unknown>) => void>();
const level = log.level;

beforeEach(() => {
  log.level = 'info';
  lines.mockReset();
  vi.spyOn(log, 'info').mockImplementation((line: unknown) => lines(line as Record<string, unknown>));
});
afterEach(() => {
  log.level = level;
});

const logged = async (count = 1) => {
  await vi.waitFor(() => expect(lines.mock.calls.length).toBeGreaterThanOrEqual(count), 10_000);
  return lines.mock.calls.map(([line]) => line);
};

const logging = (settings: Record<string, unknown> = {}, web?: Parameters<typeof pluggedGateway>[2]) =>
  pluggedGateway(
    {
      toy: {
        handler: () => ({ statusCode: 200, headers: { 'cache-status': 'colophon; hit' }, body: 'words' }),
        routes: ['GET /api/v1/posts'],
      },
      broken: { handler: () => ({ statusCode: 500, body: '' }), routes: ['GET /api/v1/broken'] },
    },
    [{ name: 'access-log', settings }],
    web,
  );

test('a line says what was asked, what was answered, for whom and how fast', async () => {
  const { url } = await logging();
  await fetch(`${url}/api/v1/posts?tag=web&limit=5&token=secret&x`, {
    headers: { 'x-request-id': 'r-1', authorization: 'Bearer secret', cookie: 'session=secret' },
  });
  const [line] = await logged();
  expect(line).toEqual({
    requestId: 'r-1',
    method: 'GET',
    route: 'GET /api/v1/posts',
    path: '/api/v1/posts',
    query: 'tag=web&limit=5&token&x',
    status: 200,
    ms: expect.any(Number) as number,
    bytes: expect.any(Number) as number,
    address: '127.0.0.1',
    cache: 'colophon; hit',
  });
  expect(line!['bytes']).toBeGreaterThan(100);
  expect(JSON.stringify(line)).not.toContain('secret');
});

test('what the sample leaves out is not written, unless it failed', async () => {
  const { url } = await logging({ sample: 0 });
  await fetch(`${url}/api/v1/posts`);
  await fetch(`${url}/api/v1/broken`);
  expect((await logged()).map(({ status }) => status)).toEqual([500]);
});

test('a connection that breaks off leaves a line that says so, and an address that cannot be read one, too', async () => {
  const { port } = await logging(
    {},
    { web: (_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('begun') },
  );
  const socket = connect(port, '127.0.0.1').on('data', () => socket.destroy());
  socket.write('GET /page HTTP/1.1\r\nHost: toy\r\n\r\n');
  expect(await logged()).toMatchObject([{ path: '/page', aborted: true }]);
  await speak(port, 'GET /%zz HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n');
  expect((await logged(2))[1]).toMatchObject({ path: '/%zz', status: 400, address: '127.0.0.1' });
});

test('below the level info it costs nothing', async () => {
  log.level = 'warn';
  const { url } = await logging();
  await fetch(`${url}/api/v1/posts`);
  await fetch(`${url}/api/v1/broken`);
  expect(lines).not.toHaveBeenCalled();
});

test.each([
  ['192.0.2.66', '192.0.2.0'],
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['2001:db8:7:1:2:3:4:5', '2001:db8:7::'],
  ['2001:db8::5', '2001:db8:0::'],
  ['fe80::1', 'fe80:0:0::'],
  ['::ffff:1', '0:0:0::'],
])('of the address %s the log holds %s', (address, written) => {
  expect(shortened(address)).toBe(written);
});
