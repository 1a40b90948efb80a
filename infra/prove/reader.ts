import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './api.ts';
import type { Random } from './interleavings/random.ts';
import type { Model, Shown } from './model.ts';
import { marksIn, type ProofPost, shownBy } from './posts.ts';
import { Availability } from './availability.ts';

export interface ReaderOptions {
  url: string;
  model: Model;
  posts: ProofPost[];
  clock: () => number;
}

interface Listed {
  url: string;
  name: string;
  /** Whether what is not on it is not there; a search or a feed shows a part. */
  isWhole: boolean;
}

const lists: Listed[] = [
  { url: '/api/v1/posts?tag=proof&limit=100', name: 'the list of the API', isWhole: true },
  { url: '/tags/proof', name: 'the page of the tag', isWhole: false },
  { url: '/api/v1/search?q=proof&limit=50', name: 'the search', isWhole: false },
  { url: '/feed.xml', name: 'the feed', isWhole: false },
];

/** Whoever shows anything of the kind is answered past the gateway's own memory. */
const past = { authorization: 'Bearer nobody' };

/** How long it took until everybody saw what was written, in milliseconds. */
export interface Visible {
  fromSentMs: number;
  fromAcknowledgedMs: number;
  isCalm: boolean;
}

/** Reads what anybody may read, and has the model judge each answer. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly availability = { api: new Availability(), pages: new Availability() };
  readonly visible: Visible[] = [];
  /** What was written a moment ago is what everybody looks at. */
  #hot: ProofPost[] = [];

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async readOn(random: Random, signal: AbortSignal): Promise<void> {
    const { posts } = this.#options;
    while (!signal.aborted) {
      const post = this.#hot.length > 0 && random.chance(0.5) ? random.pick(this.#hot) : random.pick(posts);
      const what = random.next();
      // Each write makes every list stale, and to build one takes longer than all else.
      const came = await (what < 0.06
        ? this.readsList(random.pick(lists))
        : what < 0.25 && !post.isReadPast
          ? this.readsPage(post)
          : this.readsPost(post));
      // Where nothing is to be had, a reader takes a moment before the next try.
      await pause(came ? random.below(30) : 100, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether an answer came that says something of the post */
  async readsPost(post: ProofPost, headers: Record<string, string> = {}, ownIndex?: number): Promise<boolean> {
    const { url, clock } = this.#options;
    const askedMs = clock();
    const answer = await ask(url + post.api, { headers: { ...(post.isReadPast && past), ...headers } });
    this.availability.api.answered(answer.status !== 0 && answer.status < 500, askedMs, clock());
    return this.#judge(post, answer.status, [answer.body], askedMs, `the API (${servedBy(answer.headers)})`, ownIndex);
  }

  async readsPage(post: ProofPost): Promise<boolean> {
    const { url, clock } = this.#options;
    const askedMs = clock();
    const answer = await ask(url + post.page, { headers: { accept: 'text/html' } });
    this.availability.pages.answered(answer.status !== 0 && answer.status < 500, askedMs, clock());
    const article = /<article[\s\S]*<\/article>/.exec(answer.body)?.[0] ?? answer.body;
    return this.#judge(post, answer.status, [article], askedMs, `the page (${servedBy(answer.headers)})`);
  }

  async readsList({ url, name, isWhole }: Listed): Promise<boolean> {
    const { model, posts, clock } = this.#options;
    const askedMs = clock();
    const answer = await ask(this.#options.url + url, { headers: { accept: '*/*' } });
    if (answer.status !== 200) return false;
    model.counts.reads++;
    const shown = new Map(marksIn(answer.body).map(({ number, mark }) => [number, mark]));
    const where = `${name} (${servedBy(answer.headers)})`;
    for (const post of posts) {
      const mark: Shown = shown.get(post.number) ?? 'nothing';
      if (mark !== 'nothing' || (isWhole && post.history.latestLike('nothing') !== undefined))
        model.readerSees(post.history, mark, askedMs, where);
      else if (isWhole) model.violated('stale', askedMs, `${where} lacks ${post.history.name}`);
    }
    return true;
  }

  /** Looks again and again until everybody sees the write. */
  async awaits(
    post: ProofPost,
    index: number,
    sentMs: number,
    acknowledgedMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { url, clock, model } = this.#options;
    this.#hot = [post, ...this.#hot.filter((other) => other !== post)].slice(0, 6);
    while (!signal.aborted) {
      const askedMs = clock();
      const { status, body, headers } = await ask(url + post.api, { headers: post.isReadPast ? past : {} });
      const shown = shownBy(post.number, status, [body]);
      this.#judge(post, status, [body], askedMs, `the API (${servedBy(headers)})`);
      const seen = shown === 'torn' || shown === undefined ? undefined : post.history.latestLike(shown);
      const { atMs, isCalm } = model.faults.deadline(acknowledgedMs);
      if (seen !== undefined && seen >= index) {
        const nowMs = clock();
        this.visible.push({ fromSentMs: nowMs - sentMs, fromAcknowledgedMs: nowMs - acknowledgedMs, isCalm });
        return;
      }
      if (askedMs > atMs || status === 0 || status >= 500) return;
      await pause(4);
    }
  }

  #judge(post: ProofPost, status: number, texts: string[], askedMs: number, where: string, ownIndex?: number): boolean {
    const { model } = this.#options;
    const shown = shownBy(post.number, status, texts);
    if (shown === undefined) return false;
    model.counts.reads++;
    if (shown === 'torn')
      model.violated('torn', askedMs, `${where} shows parts of two versions of ${post.history.name}`);
    else if (ownIndex === undefined) model.readerSees(post.history, shown, askedMs, where);
    else model.authorSees(post.history, shown, ownIndex, askedMs, where);
    return true;
  }
}

/** Which of our caches served it, for whoever looks for the reason. */
function servedBy(headers: Headers): string {
  return headers.get('cache-status') ?? 'no cache';
}
