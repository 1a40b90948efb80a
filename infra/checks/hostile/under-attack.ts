import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import type { GatewaySettings } from '../../gateway/server.ts';
import { startGateway } from '../conformance/gateway-under-test.ts';
import { exchange, headersOf, type RawResponse, responsesIn } from '../raw-http.ts';

export interface UnderAttack {
  readonly port: number;
  /** What came through to the web: method, address, host and body. */
  readonly heard: string[];
  /** Sends bytes, and answers with the responses, after which others have been served as before. */
  attack(bytes: string, silenceMs?: number): Promise<RawResponse[]>;
  /** Others are served. */
  isUp(): Promise<void>;
}

/** How long the page at /large is: more than the kernel takes on for somebody who does not read. */
export const large = 64 * 1024 * 1024;

/** A gateway with functions that say what they see, before a web that writes down what it hears. Called at the top of a test file. */
export function underAttack(settings: Partial<GatewaySettings> = {}): UnderAttack {
  const heard: string[] = [];
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  const web = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(`${request.method} ${request.url} ${request.headers.host} ${Buffer.concat(chunks).toString()}`);
      response.setHeader('x-heard', JSON.stringify(request.headers));
      response.end(request.url === '/large' ? Buffer.alloc(large) : 'a page');
    });
  });
  beforeAll(async () => {
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    gateway = await startGateway({ webUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, ...settings });
  });
  afterAll(async () => {
    await gateway.stop();
    web.closeAllConnections();
    web.close();
  });

  const isUp = async () => {
    const [others] = responsesIn(await exchange(gateway.port, get('/api/items/others')));
    expect(others?.status).toBe(200);
    expect(others?.body.toString()).toContain('"rawPath":"/api/items/others"');
  };
  return {
    heard,
    isUp,
    get port() {
      return gateway.port;
    },
    attack: async (bytes, silenceMs) => {
      const responses = responsesIn(await exchange(gateway.port, bytes, silenceMs));
      await isUp();
      return responses;
    },
  };
}

export const get = (path: string, ...headers: string[]) =>
  ['GET ' + path + ' HTTP/1.1', 'Host: toy.example', ...headers, 'Connection: close', '', ''].join('\r\n');

export const post = (body: string, ...headers: string[]) =>
  ['POST /api/echo HTTP/1.1', 'Host: toy.example', ...headers, 'Connection: close', '', body].join('\r\n');

/** The event that an echo answered with. */
export function eventOf(response: RawResponse | undefined): Record<string, unknown> {
  return (JSON.parse(response?.body.toString() ?? '') as { event: Record<string, unknown> }).event;
}

/** What the web heard, by header. */
export function heardBy(response: RawResponse | undefined): Record<string, string> {
  return JSON.parse(response ? (headersOf(response, 'x-heard')[0] ?? '{}') : '{}') as Record<string, string>;
}

/** A refusal of the gateway's: RFC 9457, kept by nobody, and the end of its connection. */
export function expectRefusal(response: RawResponse | undefined, status: number): void {
  expect(response?.status).toBe(status);
  if (!response) return;
  expect(headersOf(response, 'content-type')).toEqual(['application/problem+json']);
  expect(headersOf(response, 'cache-control')).toEqual(['no-store']);
  expect(headersOf(response, 'connection')).toEqual(['close']);
  expect(headersOf(response, 'x-request-id')[0]).toMatch(/^[\da-f-]{36}$/);
  expect(JSON.parse(response.body.toString())).toMatchObject({ status });
}
