import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { partsHeader } from '../../../functions/_keys/parts.ts';
import { CannotStart } from '../../services/cannot-start.ts';
import { takeAway } from '../caller.ts';
import { type Asked, readAsked } from '../edge/asked.ts';
import { askBehind } from '../edge/behind.ts';
import { Edge } from '../edge/obtain.ts';
import { sendFetched, sendHit, sendPlain, withMember } from '../edge/send.ts';
import { Subscription } from '../edge/subscription.ts';
import { countHit } from '../edge/variants.ts';
import { definePlugin } from '../plugin.ts';

interface Settings {
  maxMegabytes: number;
  waitSeconds: number;
}

/** How long one does not try again to keep what said that it may not be kept. */
const notKeptMs = 10_000;
const passed = new WeakSet<FastifyRequest>();

/**
 * Whole answers to public reads, in this process, as fresh as Redis's: docs/edge-cache.md. It stands last among the plugins,
 * as it answers in place of the door.
 */
export default definePlugin<Settings>({
  name: 'edge-cache',
  settings: {
    properties: {
      maxMegabytes: { type: 'number', exclusiveMinimum: 0, maximum: 4096, default: 32 },
      waitSeconds: { type: 'number', exclusiveMinimum: 0, maximum: 30, default: 2 },
    },
  },
  create({ maxMegabytes, waitSeconds }, { publicUrl, environment, onStop }) {
    const redisUrl = environment('REDIS_URL');
    if (redisUrl === undefined) throw new CannotStart('The plugin edge-cache needs REDIS_URL.');
    const edge: Edge = new Edge({ maxBytes: maxMegabytes * 2 ** 20, waitMs: waitSeconds * 1000 }, () => subscription);
    const subscription: Subscription = new Subscription(redisUrl, edge);
    onStop(() => subscription.stop());
    /** What is nobody else's: to wait for such an answer together would only hold up all but one. */
    const notKept = new LRUCache<string, true>({ max: 1_000, ttl: notKeptMs });

    async function fetch(request: FastifyRequest, reply: FastifyReply, asked: Asked): Promise<void> {
      const ask = (atLeast: bigint | undefined) => askBehind(request, asked, atLeast, edge.store.largestBytes);
      const obtained = await edge.obtain(asked, ask);
      if (obtained.kind === 'entry') {
        const own = { stored: 'fwd=miss; stored', 'not stored': 'fwd=miss', shared: 'fwd=miss; collapsed' }[
          obtained.how
        ];
        return sendFetched(
          request,
          reply,
          obtained.entry,
          obtained.answer,
          subscription.isAlive() ? own : 'fwd=bypass',
        );
      }
      if (obtained.answer.status < 500 && asked.key.length < 500) notKept.set(asked.key, true);
      sendPlain(request, reply, obtained.answer);
    }

    return {
      request(request, reply) {
        const asked = readAsked(request, publicUrl?.host);
        if (request.raw.headers[partsHeader] !== undefined) takeAway(request.raw, partsHeader);
        if (asked === undefined) return;
        if (asked === 'bypass') return void passed.add(request);
        const entry = edge.find(asked);
        if (entry) {
          countHit(edge.store, entry);
          return sendHit(request, reply, entry);
        }
        if (notKept.has(asked.key)) {
          passed.add(request);
          return takeAway(request.raw, 'cookie');
        }
        return fetch(request, reply, asked);
      },
      answer(request, reply) {
        if (!request.isInternal && reply.hasHeader(partsHeader)) reply.removeHeader(partsHeader);
        if (passed.has(request))
          reply.header('cache-status', withMember(reply.getHeader('cache-status'), 'fwd=bypass'));
      },
    };
  },
});
