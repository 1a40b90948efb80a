import { ask } from '../_lambda/ask.ts';
import type { BuilderAnswer } from '../_lambda/answer.ts';
import { type ReadKey } from '../_keys/object-key.ts';
import { minVersion, query } from '../_http/request.ts';
import { Refusal } from '../_http/refusal.ts';
import type { HttpEvent, HttpResult } from '../_http/route.ts';
import { type Build, obtain } from './_obtain.ts';
import { respond } from './_respond.ts';
import { builtFrom } from '../_redis/built.ts';

/**
 * Answers a public GET: from the cache, else by asking the database's builder and filling the cache if that is still allowed.
 * @param parameters the query parameters that the key has taken in; others are refused
 */
export async function readThrough(event: HttpEvent, key: ReadKey, parameters: string[] = []): Promise<HttpResult> {
  query(event, parameters);
  const build: Build = async () => {
    const answer: BuilderAnswer<object> = await ask(key.builder, key.payload);
    if ('refusal' in answer && answer.refusal.kind !== 'not-found') throw new Refusal(answer.refusal);
    return builtFrom(answer);
  };
  const begun = performance.now();
  const obtained = await obtain(key, build, minVersion(event));
  return respond(event, key, obtained, performance.now() - begun);
}
