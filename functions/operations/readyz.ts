import { route } from '../_http/route.ts';
import { databaseIdentity } from '../_postgres/identity.ts';
import { brokenPolicy } from '../_redis/generation.ts';
import { depths } from '../_sqs/depths.ts';

const parts = { database: databaseIdentity, cache: brokenPolicy, queue: () => depths() };
/** So that asking often costs nothing. */
const keepMs = 1_000;
let last: { at: number; result: Promise<[string, string][]> } | undefined;

/** GET /readyz: each part, and 503 if one does not answer. */
export const handler = route(async () => {
  if (!last || Date.now() - last.at > keepMs) last = { at: Date.now(), result: lookAtAll() };
  const outcome = await last.result;
  return {
    statusCode: outcome.every(([, state]) => state === 'ready') ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(Object.fromEntries(outcome)),
  };
});

function lookAtAll(): Promise<[string, string][]> {
  return Promise.all(
    Object.entries(parts).map(async ([name, look]): Promise<[string, string]> => [
      name,
      await look().then(
        () => 'ready',
        () => 'unavailable',
      ),
    ]),
  );
}
