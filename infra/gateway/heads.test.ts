import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Heads } from './heads.ts';
import type { HeaderValue } from './plugin.ts';

const body = 'kept';
const usual: HeaderValue[] = ['content-type', 'application/json', 'etag', '"a\xe9"', 'content-length', '4'];

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: 7_000 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const ask = (more = '', method = 'GET', version = '1.1') => `${method} / HTTP/${version}\r\nHost: a\r\n${more}\r\n`;
const last = ask('Connection: close\r\n');

/** All bytes that the server sends for these requests, one after another on one connection. */
async function sent(port: number, requests: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.end(requests.join(''));
  return text(socket);
}

const undated = (answers: string) => answers.replaceAll(/Date: [^\r]+/g, 'Date: now');

/** What came, with the heads under test and with Node's alone; after a usual one, which the first request is answered with. */
async function compared(requests: string[], headers = usual, prepare?: (response: ServerResponse) => void) {
  const spy = vi.spyOn(ServerResponse.prototype, 'writeHead');
  onTestFinished(() => spy.mockRestore());
  const heads = new Heads();
  const answering =
    (write: (request: IncomingMessage, response: ServerResponse, headers: HeaderValue[]) => void): RequestListener =>
    (request, response) => {
      const isFirst = asked++ === 0;
      if (!isFirst) prepare?.(response);
      write(request, response, isFirst ? usual : headers);
      response.end(body, 'latin1');
    };
  let asked = 0;
  const ours = await serve(answering((...given) => heads.write(...given)));
  const answers = await sent(ours, requests);
  const [byNode, byAll] = [spy.mock.calls.length, asked];
  asked = 0;
  const nodes = await serve(
    answering((_request, response, given) => void response.writeHead(response.statusCode, given as string[])),
  );
  return { answers: undated(answers), nodes: undated(await sent(nodes, requests)), byNode, byAll };
}

test('heads of usual answers are those of Node, letter by letter, and after the first one not written by it', async () => {
  const { answers, nodes, byNode } = await compared([ask(), ask(), ask(), ask('Accept: */*\r\n'), last]);
  expect(answers).toBe(nodes);
  expect(answers.split('HTTP/1.1 200 OK').length - 1).toBe(5);
  expect(answers).toContain('Keep-Alive: timeout=7\r\n');
  // The first one, and the one that closes the connection.
  expect(byNode).toBe(2);
});

describe('what is not usual is left to Node', () => {
  test.each<[string, string, HeaderValue[], ((response: ServerResponse) => void)?]>([
    ['HEAD', ask('', 'HEAD'), usual],
    ['HTTP/1.0', ask('Connection: keep-alive\r\n', 'GET', '1.0'), usual],
    ['a caller that speaks of the connection', ask('Connection: keep-alive\r\n'), usual],
    ['another status', ask(), usual, (response) => (response.statusCode = 203)],
    ['words for the status', ask(), usual, (response) => (response.statusMessage = 'Fine')],
    ['headers that somebody set on the response itself', ask(), usual, (response) => response.setHeader('x-own', '1')],
    ['no length', ask(), usual.slice(0, 4)],
    ['an answer that ends the connection', ask(), [...usual, 'connection', 'close']],
    ['a date of its own', ask(), [...usual, 'date', 'Thu, 01 Jan 1970 00:00:00 GMT']],
    ['several values', ask(), [...usual, 'link', ['</a>', '</b>']]],
  ])('%s', async (_, request, headers, prepare) => {
    const { answers, nodes, byNode, byAll } = await compared([ask(), request, request, last], headers, prepare);
    expect(answers).toBe(nodes);
    expect([byNode, byAll]).toEqual([4, 4]);
  });
});

test.each([
  ['a value that would begin another line', 'x-a', 'a\r\nset-cookie: b'],
  ['a value of characters that no header has', 'x-a', 'ü – ⟨'],
  ['a name that is none', 'x a', 'b'],
])('%s is refused as Node refuses it, also where the heads before were written here', async (_, name, value) => {
  const heads = new Heads();
  let count = 0;
  const refusals: unknown[] = [];
  const port = await serve((request, response) => {
    const headers = ++count === 3 ? [...usual, name, value] : usual;
    try {
      heads.write(request, response, headers);
    } catch (error) {
      refusals.push((error as NodeJS.ErrnoException).code);
      response.writeHead(500, ['content-length', '4']);
    }
    response.end(body);
  });
  const answers = await sent(port, [ask(), ask(), ask(), last]);
  expect(refusals).toEqual([expect.stringMatching(/^ERR_INVALID_(?:CHAR|HTTP_TOKEN)$/)]);
  expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual([200, 200, 500, 200].map((status) => `HTTP/1.1 ${status}`));
  expect(answers).not.toContain('set-cookie');
});

test('the date is never older than a second', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const spy = vi.spyOn(ServerResponse.prototype, 'writeHead');
  onTestFinished(() => spy.mockRestore());
  const heads = new Heads();
  const port = await serve((request, response) => {
    heads.write(request, response, usual);
    response.end(body);
  });
  const byNode = async () => {
    spy.mockClear();
    const socket = connect(port, '127.0.0.1');
    socket.write(ask());
    await once(socket, 'data');
    socket.destroy();
    return spy.mock.calls.length;
  };
  expect([await byNode(), await byNode()]).toEqual([1, 0]);
  vi.advanceTimersByTime(499);
  expect(await byNode()).toBe(0);
  vi.advanceTimersByTime(1);
  expect([await byNode(), await byNode()]).toEqual([1, 0]);
});
