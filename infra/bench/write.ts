import { setTimeout as wait } from 'node:timers/promises';
import { get, send } from './http.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import type { SamplePost } from './sample-posts.ts';
import { median, milliseconds, spread } from './statistics.ts';

const mostMs = 8;
/** Between two writes, as no author types faster; so what one leaves behind is not in the way of the next. */
const pauseMs = 20;

/** An author's saves, one after the other, each with the ETag that the one before was answered with. */
export class Author {
  readonly #origin: string;
  readonly #authorization: string;
  readonly #etags = new Map<string, string>();

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#authorization = `Bearer ${token}`;
  }

  /** Answers how long the acknowledgement took. */
  async save({ id }: SamplePost, change: Record<string, unknown>): Promise<number> {
    const authorization = this.#authorization;
    const address = `${this.#origin}/api/v1`;
    const etag = this.#etags.get(id) ?? (await get(`${address}/studio/posts/${id}`, { authorization })).headers.etag;
    const headers = { authorization, 'content-type': 'application/json', 'if-match': etag ?? '' };
    const body = JSON.stringify(change);
    const begun = performance.now();
    const answer = await send('PATCH', `${address}/posts/${id}`, headers, body);
    const took = performance.now() - begun;
    if (answer.status !== 200)
      throw new Error(`The write was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
    this.#etags.set(id, answer.headers.etag ?? '');
    return took;
  }
}

/** From the PATCH until its acknowledgement, durable in Postgres by then. */
export async function measureWrites(author: Author, post: SamplePost, { writes }: Options): Promise<Result[]> {
  const took: number[] = [];
  for (let count = -10; count < writes; count++) {
    const one = await author.save(post, { summary: `Saved for the ${count + 11}th time by the bench.` });
    if (count >= 0) took.push(one);
    await wait(pauseMs);
  }
  const reached = median(took) <= mostMs;
  return [
    { what: 'write acknowledged (PATCH)', value: spread(took), target: `p50 ≤ ${milliseconds(mostMs)}`, reached },
  ];
}
