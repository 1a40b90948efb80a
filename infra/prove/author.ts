import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Answer, Api } from './api.ts';
import type { Random } from './interleavings/random.ts';
import type { Model, Shown } from './model.ts';
import { type ProofPost, shownBy, textOf } from './posts.ts';
import type { Reader } from './reader.ts';

export interface AuthorOptions {
  api: Api;
  model: Model;
  reader: Reader;
  posts: ProofPost[];
  random: Random;
  /** Past every proxy, for changes that are typed by hand. */
  databaseUrl: string;
  clock: () => number;
  onAsked(isAnswered: boolean, askedMs: number): void;
}

/** After everything works again, an answer comes within this time. */
const answeredWithinMs = 30_000;

/**
 * Writes to posts of its own, one write after the other, each until it is answered: where no answer comes it is sent again
 * with the same Idempotency-Key. Before each write it looks whether the last one is still there.
 */
export class ProofAuthor {
  readonly #options: AuthorOptions;
  readonly #marks = new Map<ProofPost, number>();
  readonly #waiting = new Set<Promise<void>>();

  constructor(options: AuthorOptions) {
    this.#options = options;
  }

  /** @param turn which of the posts is to be written now */
  async work(turn: () => number | undefined, signal: AbortSignal): Promise<void> {
    const { random, posts } = this.#options;
    while (!signal.aborted) {
      const post = posts[turn() ?? -1];
      if (post) {
        // Close behind one another, so that one is built while the next is committed.
        for (let left = 1 + random.below(3); left > 0 && !signal.aborted; left--) await this.#writeOnce(post, signal);
      }
      await pause(50 + random.below(300), undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(this.#waiting);
  }

  async #writeOnce(post: ProofPost, signal: AbortSignal): Promise<void> {
    const { random, model, clock } = this.#options;
    const etag = await this.#look(post, signal);
    if (etag === undefined) return;
    const isShown = post.history.latest.shown !== 'nothing';
    if (isShown && random.chance(0.08)) return this.#typeByHand(post);
    const mark = this.#marks.get(post) ?? 1;
    const change = isShown && random.chance(0.06) ? 'unpublish' : isShown ? 'edit' : 'publish';
    if (change === 'edit') this.#marks.set(post, mark + 1);
    const shown: Shown = change === 'unpublish' ? 'nothing' : change === 'edit' ? mark + 1 : mark;
    const sentMs = clock();
    const acknowledged = post.history.writes(shown, sentMs);
    const key = { 'idempotency-key': randomUUID() };
    const send = () =>
      change === 'edit'
        ? this.#options.api.send('PATCH', `/posts/${post.id}`, textOf(post.number, mark + 1), {
            'if-match': etag,
            ...key,
          })
        : this.#options.api.send('POST', `/posts/${post.id}/${change}`, undefined, key);
    const answer = await this.#answered(send, `${change} of ${post.history.name}`, signal);
    if (answer === undefined) return;
    const acknowledgedMs = clock();
    acknowledged(acknowledgedMs);
    model.counts.writes++;
    const { index } = post.history.latest;
    // The next write waits for none of these: what is built meanwhile is old when it comes to be stored.
    this.#afterwards(this.#options.reader.awaits(post, index, sentMs, acknowledgedMs, signal));
    // It would have built anew what nobody announced, so it is not always done.
    if (random.chance(0.5)) this.#afterwards(this.#lookAtOwn(post, index, answer.headers.get('content-version')));
    if (random.chance(0.1)) this.#afterwards(this.#sendAgain(send, answer, `${change} of ${post.history.name}`));
  }

  #afterwards(work: Promise<void>): void {
    const waiting = work.finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
  }

  /** The studio's own view: what was acknowledged is there, whatever happened since. @returns what `If-Match` wants */
  async #look(post: ProofPost, signal: AbortSignal): Promise<string | undefined> {
    const { api, model, clock } = this.#options;
    const askedMs = clock();
    const answer = await this.#answered(
      () => api.send('GET', `/studio/posts/${post.id}`),
      `the studio’s view of ${post.history.name}`,
      signal,
    );
    if (answer === undefined) return undefined;
    const seen = JSON.parse(answer.body) as { title: string; summary: string; bodyMarkdown: string; status: string };
    const shown = shownBy(post.number, answer.status, [seen.title, seen.summary, seen.bodyMarkdown]);
    if (shown === 'torn')
      model.violated('torn', askedMs, `the database has half of one version of ${post.history.name}`);
    else model.studioSees(post.history, seen.status === 'PUBLISHED' ? shown! : 'nothing', askedMs);
    return answer.headers.get('etag') ?? undefined;
  }

  /** Until it is answered, for a write without an answer may have been done and may not. */
  async #answered(send: () => Promise<Answer>, what: string, signal: AbortSignal): Promise<Answer | undefined> {
    const { model, clock } = this.#options;
    let overMs = Infinity;
    for (let waitMs = 50; clock() < overMs; waitMs = Math.min(waitMs * 2, 500)) {
      const askedMs = clock();
      const answer = await send();
      this.#options.onAsked(answer.status !== 0 && answer.status < 500, askedMs);
      if (answer.status >= 200 && answer.status < 300) return answer;
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
        model.violated('refused', clock(), `${what} was answered ${answer.status}: ${answer.body.slice(0, 200)}`);
        return undefined;
      }
      if (signal.aborted && overMs === Infinity) overMs = clock() + answeredWithinMs;
      await pause(waitMs);
    }
    model.violated('unanswered', clock(), `${what} had no answer ${answeredWithinMs / 1_000} s after the last fault`);
    return undefined;
  }

  /** With the version of the own write, the own write. Where nothing comes, nothing wrong was shown. */
  async #lookAtOwn(post: ProofPost, index: number, version: string | null): Promise<void> {
    const { reader, model, clock } = this.#options;
    if (version === null) return model.violated('refused', clock(), `a write of ${post.history.name} told no version`);
    await reader.readsPost(post, { 'min-version': version }, index);
  }

  /** The same request twice is done once, and answered as before. */
  async #sendAgain(send: () => Promise<Answer>, first: Answer, what: string): Promise<void> {
    const second = await send();
    if (second.status === 0 || second.status >= 500) return;
    const same = second.status === first.status && second.headers.get('etag') === first.headers.get('etag');
    if (!same)
      this.#options.model.violated(
        'refused',
        this.#options.clock(),
        `${what}, sent again, was answered ${second.status}`,
      );
  }

  /** In SQL, past every function. What the connection's end leaves open is looked up. */
  async #typeByHand(post: ProofPost): Promise<void> {
    const { clock, databaseUrl, model } = this.#options;
    const mark = (this.#marks.get(post) ?? 1) + 1;
    this.#marks.set(post, mark);
    const { title, summary, bodyMarkdown } = textOf(post.number, mark);
    const acknowledged = post.history.writes(mark, clock());
    for (;;) {
      const client = new pg.Client({
        connectionString: databaseUrl,
        connectionTimeoutMillis: 2_000,
        query_timeout: 5_000,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        const text = `update posts set title = $2, summary = $3, body_markdown = $4 where id = $1 and title <> $2`;
        await client.query(text, [post.id, title, summary, bodyMarkdown]);
        acknowledged(clock());
        model.counts.writes++;
        return;
      } catch {
        await pause(100);
      } finally {
        void client.end().catch(() => undefined);
      }
    }
  }
}
