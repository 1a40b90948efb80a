import { sendProblem } from '../problem.ts';
import type { Counter, Limiter } from './limiter.ts';
import type { RouteKind } from './route-class.ts';
import type { PluginReply, PluginRequest } from '../plugin.ts';

const units: Record<number, string> = { 1_000: 'a second', 60_000: 'a minute', 3_600_000: 'an hour' };
const names: Record<string, string> = {
  reads: 'reads',
  writes: 'changes',
  login: 'attempts to sign in',
  versioned: 'reads that ask for a version',
};

/** Answers 429: to a program as a problem, to whoever opens a page as a page. */
export function refuse(request: PluginRequest, reply: PluginReply, counter: Counter, kind: RouteKind): void {
  const { name, rate } = counter.limiter;
  const seconds = counter.limiter.secondsUntilMore(counter);
  const because = `At most ${rate.limit} ${names[name] ?? name} ${units[rate.windowMs]} are answered here: try again in ${seconds} s.`;
  state(reply, counter.limiter, 0, seconds);
  reply.header('retry-after', String(seconds));
  if (kind !== 'page' || !request.headers.accept?.includes('text/html')) return void sendProblem(reply, 429, because);
  void reply
    .code(429)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
    })
    .send(page(because, request.id));
}

/** draft-ietf-httpapi-ratelimit-headers-11: `t` is when more will be available, which in a sliding window is soon. */
export function state(reply: PluginReply, limiter: Limiter, left: number, seconds: number): void {
  reply.header('ratelimit-policy', policyOf(limiter));
  reply.header('ratelimit', `"${limiter.name}";r=${left};t=${seconds}`);
}

const policies = new WeakMap<Limiter, string>();

function policyOf(limiter: Limiter): string {
  const known = policies.get(limiter);
  if (known !== undefined) return known;
  const policy = `"${limiter.name}";q=${limiter.rate.limit};w=${limiter.rate.windowMs / 1_000}`;
  policies.set(limiter, policy);
  return policy;
}

function page(because: string, requestId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Too many requests</title>
<h1>Too many requests</h1>
<p>${because}</p>
<p><small>Request ${requestId}</small></p>
</html>
`;
}
