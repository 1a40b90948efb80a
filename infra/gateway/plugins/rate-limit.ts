import { CannotStart } from '../../services/cannot-start.ts';
import { addressOf } from '../caller.ts';
import { Attempts } from '../limits/attempts.ts';
import { callerAt } from '../limits/callers.ts';
import { SharedClock } from '../limits/clock.ts';
import { type Counter, Limiter, refused } from '../limits/limiter.ts';
import { larger, type Rate, ratePattern, readRate, share } from '../limits/rate.ts';
import { refuse, state } from '../limits/refusal.ts';
import { classOf, kindOf, type RateClass, type RouteKind } from '../limits/route-class.ts';
import { noLedger, Settlement } from '../limits/settlement.ts';
import { definePlugin, type Hooks, type Surroundings, type PluginReply, type PluginRequest } from '../plugin.ts';
import { configOf } from '../route-config.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    rateKind?: RouteKind;
  }
}

interface Settings {
  reads: string;
  writes: string;
  login: string;
  versioned?: string;
}

const rate = (fallback: string) => ({ type: 'string', pattern: ratePattern, default: fallback });
const sweepMs = 10_000;

/** How much one caller may ask for, across all processes: see docs/rate-limits.md. */
export default definePlugin<Settings>({
  name: 'rate-limit',
  settings: {
    properties: {
      reads: rate('600/min'),
      writes: rate('120/min'),
      login: rate('10/min'),
      versioned: { type: 'string', pattern: ratePattern },
    },
  },
  async create(settings, surroundings) {
    const rates = ratesOf(settings, surroundings);
    const clock = new SharedClock();
    const redisUrl = surroundings.environment('REDIS_URL');
    const settlement = redisUrl === undefined ? undefined : new Settlement(redisUrl, clock);
    const limiterFor = (name: RateClass) =>
      new Limiter(name, rates[name], clock, settlement ?? noLedger, { isExact: name === 'login' });
    const limiters: Record<RateClass, Limiter> = {
      reads: limiterFor('reads'),
      writes: limiterFor('writes'),
      login: limiterFor('login'),
      versioned: limiterFor('versioned'),
    };
    settlement?.serve(...Object.values(limiters));
    const sweeping = setInterval(() => {
      for (const limiter of Object.values(limiters)) limiter.sweep();
    }, sweepMs).unref();
    surroundings.onStop(() => {
      clearInterval(sweeping);
      return settlement?.stop();
    });
    await settlement?.start();
    return hooksOf(limiters);
  },
});

function hooksOf(limiters: Record<RateClass, Limiter>): Hooks {
  const attempts = new Attempts(limiters.login);

  function count(request: PluginRequest, reply: PluginReply, kind: RouteKind): void | Promise<void> {
    const rateClass = classOf(kind, request);
    if (rateClass === undefined) return;
    const limiter = limiters[rateClass];
    const author = rateClass === 'login' ? undefined : attempts.authorOf(request);
    const counter = limiter.counterOf(author === undefined ? callerAt(addressOf(request)) : `author ${author}`);
    const taken = limiter.take(counter);
    if (typeof taken === 'number') return settled(request, reply, counter, kind, taken);
    return taken.then((left) => settled(request, reply, counter, kind, left));
  }

  return {
    route(route) {
      route.config = { ...route.config, rateKind: kindOf(route.url) };
    },
    request(request, reply) {
      const { rateKind: kind = 'page' } = configOf(request);
      if (!request.isTried) return count(request, reply, kind);
      const mayTry = attempts.begin(request, request.headers.authorization!);
      const go = (isAllowed: boolean) =>
        isAllowed ? count(request, reply, kind) : refuseAttempt(request, reply, limiters.login, kind);
      return typeof mayTry === 'boolean' ? go(mayTry) : mayTry.then(go);
    },
    answer(request, reply) {
      if (request.attempt !== undefined) attempts.answered(request, reply);
    },
    done(request) {
      if (request.attempt !== undefined) attempts.ended(request);
    },
  };
}

function settled(request: PluginRequest, reply: PluginReply, counter: Counter, kind: RouteKind, left: number): void {
  if (left === refused) refuse(request, reply, counter, kind);
  else state(reply, counter.limiter, left, counter.limiter.secondsUntilMore(counter));
}

function refuseAttempt(request: PluginRequest, reply: PluginReply, login: Limiter, kind: RouteKind): void {
  refuse(request, reply, login.counterOf(callerAt(addressOf(request))), kind);
}

/** What the environment says goes before what serverless.yml does. */
function ratesOf(settings: Settings, { environment }: Surroundings): Record<RateClass, Rate> {
  const read = (name: string, standard: string): Rate => {
    const text = environment(name) ?? standard;
    try {
      return readRate(text);
    } catch {
      throw new CannotStart(`The setting ${name}=${text} is broken: it must be like 600/min.`);
    }
  };
  const reads = read('RATE_LIMIT_READS', settings.reads);
  const writes = read('RATE_LIMIT_WRITES', settings.writes);
  const login = read('RATE_LIMIT_LOGIN', settings.login);
  // Who writes may read each of its writes at once; others force builds a fifth as often as they may read.
  const versioned = settings.versioned === undefined ? larger(writes, share(reads, 5)) : readRate(settings.versioned);
  return { reads, writes, login, versioned };
}
