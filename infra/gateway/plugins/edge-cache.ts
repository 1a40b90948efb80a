import { RemoteInvoker } from '../../lambda-host/remote-invoker.ts';
import { CannotStart } from '../../services/cannot-start.ts';
import { Checker } from '../edge/checker.ts';
import { edgeHooks } from '../edge/hooks.ts';
import { KeptFigures } from '../edge/kept-figures.ts';
import { Edge } from '../edge/obtain.ts';
import { Subscription } from '../edge/subscription.ts';
import { definePlugin, type Hooks, type Surroundings } from '../plugin.ts';

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
  create({ maxMegabytes, waitSeconds }, surroundings) {
    const { publicUrl, environment, onStop } = surroundings;
    const redisUrl = environment('REDIS_URL');
    if (redisUrl === undefined) throw new CannotStart('The plugin edge-cache needs REDIS_URL.');
    const edge = new Edge({ maxBytes: maxMegabytes * 2 ** 20, waitMs: waitSeconds * 1000 });
    const subscription = new Subscription(redisUrl, edge);
    edge.hearing = subscription;
    onStop(() => subscription.stop());
    const hooks = edgeHooks(edge, publicUrl?.host);
    return environment('FRESHNESS_CHECKER') === 'off' ? hooks : checked(hooks, edge, surroundings);
  },
});

/** Has the edge compare its entries with what lies behind it, as long as the gateway runs. */
function checked(hooks: Hooks, edge: Edge, { environment, onStop }: Surroundings): Hooks {
  const endpoint = environment('LAMBDA_ENDPOINT');
  const invoker = endpoint && new RemoteInvoker({ endpoint, functionPrefix: environment('FUNCTION_PREFIX') ?? '' });
  const figures = invoker ? new KeptFigures(invoker) : undefined;
  const checker = new Checker({ edge, keep: (count, found) => figures?.add(count, found) });
  onStop(() => {
    checker.stop();
    if (invoker) invoker.close();
  });
  return {
    ...hooks,
    request(request, reply) {
      checker.server ??= request.server;
      return hooks.request?.(request, reply);
    },
  };
}
