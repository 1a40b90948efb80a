import { LRUCache } from 'lru-cache';
import { partsHeader } from '../../../functions/_keys/parts.ts';
import { takeAway } from '../caller.ts';
import type { Hooks, PluginReply, PluginRequest } from '../plugin.ts';
import { configOf } from '../route-config.ts';
import { type Asked, readAsked } from './asked.ts';
import { askBehind } from './behind.ts';
import type { Edge } from './obtain.ts';
import { sendFetched, sendHit, sendPlain, withMember } from './send.ts';
import { countHit } from './variants.ts';

/** How long one does not try again to keep what said that it may not be kept. */
const notKeptMs = 10_000;

const outcomes = { stored: 'fwd=miss; stored', 'not stored': 'fwd=miss', shared: 'fwd=miss; collapsed' };

/** Where an edge takes part in requests. @param publicHost where readers reach the site */
export function edgeHooks(edge: Edge, publicHost: string | undefined): Hooks {
  const passed = new WeakSet<PluginRequest>();
  /** What is nobody else's: to wait for such an answer together would only hold up all but one. */
  const notKept = new LRUCache<string, true>({ max: 1_000, ttl: notKeptMs });

  async function fetch(request: PluginRequest, reply: PluginReply, asked: Asked): Promise<void> {
    const ask = (atLeast: bigint | undefined) => askBehind(request, asked, atLeast, edge.store.largestBytes);
    const isAlive = edge.hearing.isAlive();
    const obtained = await edge.obtain(asked, ask);
    if (obtained.kind === 'entry') {
      const own = isAlive ? outcomes[obtained.how] : 'fwd=bypass';
      return sendFetched(request, reply, obtained.entry, obtained.answer, own);
    }
    // What a version was asked for may be refused for that alone.
    const isOfTheKey = obtained.answer.status < 500 && asked.minVersion === undefined;
    if (isOfTheKey && asked.key.length < 500) notKept.set(asked.key, true);
    sendPlain(request, reply, obtained.answer);
  }

  return {
    request(request, reply) {
      const asked = readAsked(request.raw, configOf(request), publicHost);
      if (request.raw.headers[partsHeader] !== undefined) takeAway(request.raw, partsHeader);
      if (asked === undefined) return;
      if (asked === 'bypass') return void passed.add(request);
      const entry = edge.find(asked);
      if (entry) {
        countHit(edge.store, entry);
        return sendHit(request, reply, entry);
      }
      // A version may stand in a cookie, which goes no further.
      if (!notKept.has(asked.key) || asked.minVersion !== undefined) return fetch(request, reply, asked);
      passed.add(request);
      takeAway(request.raw, 'cookie');
    },
    hit(raw, config) {
      const asked = readAsked(raw, config, publicHost);
      const found = typeof asked === 'object' ? edge.find(asked) : undefined;
      if (!found) return undefined;
      return (request, reply, hasWaited) => {
        // Another one may have become stale while a plugin waited, and is asked for like any other.
        const entry = hasWaited ? edge.find(asked as Asked) : found;
        if (!entry) return fetch(request, reply, asked as Asked);
        countHit(edge.store, entry);
        sendHit(request, reply, entry);
      };
    },
    answer(request, reply) {
      if (!request.isInternal && reply.hasHeader(partsHeader)) reply.removeHeader(partsHeader);
      if (passed.has(request)) reply.header('cache-status', withMember(reply.getHeader('cache-status'), 'fwd=bypass'));
    },
  };
}
