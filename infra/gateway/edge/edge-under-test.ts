import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { type Part, writePart } from '../../../functions/_keys/parts.ts';
import type { Handler } from '../../lambda-host/in-process-invoker.ts';
import type { Hooks } from '../plugin.ts';
import type { Mounted } from '../plugin-list.ts';
import { reachOf } from '../plugin-reach.ts';
import type { GatewaySettings } from '../server.ts';
import { type Toy, toyGateway } from '../toy-gateway.ts';
import type { HttpEvent } from '../http-event.ts';
import type { Invalidated } from './fence.ts';
import { edgeHooks } from './hooks.ts';
import { Edge } from './obtain.ts';
import { Subscription } from './subscription.ts';

export const internalSecret = 'secret of the web';

/** An edge that remembers what it heard, in the order in which it took it in. */
export class HearingEdge extends Edge {
  readonly heard: Invalidated[] = [];
  onHeard: (event: Invalidated) => void = () => undefined;

  override hear(event: Invalidated): void {
    super.hear(event);
    this.heard.push(event);
    this.onHeard(event);
  }
}

interface Options {
  redisUrl: string;
  functions?: Record<string, Toy>;
  web?: RequestListener;
  maxBytes?: number;
  waitMs?: number;
  /** Of another plugin in front of it. */
  hooks?: Hooks;
  /** More of them, before that one. */
  others?: Mounted[];
  settings?: Partial<GatewaySettings>;
}

/** A gateway with nothing but an edge in front of doors of the test. */
export async function edgeUnderTest({
  redisUrl,
  functions = {},
  web,
  maxBytes = 2 ** 20,
  waitMs = 10_000,
  hooks = {},
  others = [],
  settings = {},
}: Options) {
  const edge = new HearingEdge({ maxBytes, waitMs });
  const subscription = new Subscription(redisUrl, edge);
  edge.hearing = subscription;
  onTestFinished(() => subscription.stop());
  const reach = reachOf({}, [], 'edge');
  const plugins = [
    ...others,
    { name: 'another', reach, hooks },
    { name: 'edge-cache', reach, hooks: edgeHooks(edge, 'blog.example') },
  ];
  const gateway = await toyGateway(functions, {
    plugins,
    trust: { internalSecret },
    ...(web && { webUrl: await served(web) }),
    ...settings,
  });
  const isHearing = () => expect.poll(() => subscription.isAlive(), { timeout: 10_000, interval: 5 }).toBe(true);
  await isHearing();
  return {
    ...gateway,
    edge,
    subscription,
    isHearing,
    /** Waits until so many events were heard, from the beginning. */
    hears: (count: number) =>
      expect.poll(() => edge.heard.length, { timeout: 10_000, interval: 2 }).toBeGreaterThanOrEqual(count),
    get: (path: string, init: RequestInit = {}) => fetch(gateway.url + path, { redirect: 'manual', ...init }),
  };
}

async function served(web: RequestListener): Promise<string> {
  const server = createServer(web).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const partOf = (given: Partial<Part> = {}): Part => ({
  name: 'thing',
  etag: 'e',
  snapshot: '10:10:',
  tags: ['thing:1', 'all'],
  ...given,
});

/** What a door of the cache answers. */
export const answered = (body: string, ...parts: Part[]) => ({
  statusCode: 200,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'public, no-cache',
    'cache-status': 'colophon; hit',
    'content-version': '10',
    etag: `"${body}"`,
    'x-colophon-parts': parts.map(writePart).join(' '),
  } as Record<string, string>,
  body: JSON.stringify(body),
});

interface Asking {
  event: HttpEvent;
  answer(body: string, ...parts: Part[]): void;
  fail(): void;
}

/** A door whose answers the test gives when it wants to: each asking waits for its own. */
export function heldDoor() {
  const askings: Asking[] = [];
  let prepared: ((asking: Asking) => void) | undefined;
  const handler = (event: HttpEvent) =>
    new Promise((resolve, reject) => {
      const answer = (body: string, ...parts: Part[]) =>
        resolve(answered(body, ...(parts.length > 0 ? parts : [partOf()])));
      const asking = { event, answer, fail: () => reject(new Error('failed')) };
      askings.push(asking);
      prepared?.(asking);
    });
  return {
    askings,
    /** While this goes on, whoever asks is answered at once. */
    answering: async <T>(answer: (asking: Asking) => void, during: Promise<T>): Promise<T> => {
      prepared = answer;
      return during.finally(() => (prepared = undefined));
    },
    /** The next one, in the order in which they come. */
    asked: async (count: number): Promise<Asking> => {
      await expect.poll(() => askings.length, { timeout: 10_000, interval: 2 }).toBeGreaterThanOrEqual(count);
      return askings[count - 1]!;
    },
    functions: {
      'cache-read-get-thing': {
        handler: handler as unknown as Handler,
        routes: ['GET /api/v1/{thing}', 'HEAD /api/v1/{thing}'],
        timeoutSeconds: 30,
      },
    },
  };
}

export const statusOf = (response: Response) => response.headers.get('cache-status');
