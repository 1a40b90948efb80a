import { route } from '../_http/route.ts';
import { databaseIdentity } from '../_postgres/identity.ts';
import { brokenPolicy } from '../_redis/generation.ts';
import { depths } from '../_sqs/depths.ts';

const parts = { database: databaseIdentity, cache: brokenPolicy, queue: depths };
type State = 'ready' | 'unavailable';
type Outcome = Record<keyof typeof parts, State>;

/** What was seen is good for so long; a look that is under way is everybody's. So asking often costs nothing. */
const keepMs = 1_000;
let last: { outcome: Promise<Outcome>; until: number } | undefined;

/**
 * GET /readyz: each part, and 503 without the one that reads cannot do without. Without the cache they are slower, and
 * without the queue no worse: who then took this process out would make a small fault a large one.
 */
export const handler = route(async () => {
  const outcome = await look();
  const isReady = outcome.database === 'ready';
  const isWhole = Object.values(outcome).every((state) => state === 'ready');
  const status = isWhole ? 'ready' : isReady ? 'degraded' : 'unavailable';
  return {
    statusCode: isReady ? 200 : 503,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(!isReady && { 'retry-after': '2' }),
    },
    body: JSON.stringify({ status, ...outcome }),
  };
});

function look(): Promise<Outcome> {
  if (last && performance.now() < last.until) return last.outcome;
  const looking = { outcome: lookAtAll(), until: Infinity };
  void looking.outcome.then(() => (looking.until = performance.now() + keepMs));
  last = looking;
  return looking.outcome;
}

/** Never fails: why a part does not answer is nobody's affair out there. */
async function lookAtAll(): Promise<Outcome> {
  const states = Object.entries(parts).map(async ([name, ask]): Promise<[string, State]> => [
    name,
    await ask().then(
      () => 'ready',
      () => 'unavailable',
    ),
  ]);
  return Object.fromEntries(await Promise.all(states)) as Outcome;
}
