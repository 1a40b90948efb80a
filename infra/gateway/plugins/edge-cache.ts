import { CannotStart } from '../../services/cannot-start.ts';
import { edgeHooks } from '../edge/hooks.ts';
import { Edge } from '../edge/obtain.ts';
import { Subscription } from '../edge/subscription.ts';
import { definePlugin } from '../plugin.ts';

interface Settings {
  maxMegabytes: number;
  waitSeconds: number;
}

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
    const edge = new Edge({ maxBytes: maxMegabytes * 2 ** 20, waitMs: waitSeconds * 1000 });
    const subscription = new Subscription(redisUrl, edge);
    edge.hearing = subscription;
    onStop(() => subscription.stop());
    return edgeHooks(edge, publicUrl?.host);
  },
});
