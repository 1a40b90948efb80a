import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { InsistingAuthor } from './insisting-author.ts';

interface Subject {
  id: string;
  path: string;
  /** What may stand there: the last write that was acknowledged, or one after it of which nothing is known. */
  may: Set<number>;
  /** Every write that was acknowledged, each of which left a revision. */
  acknowledged: Set<number>;
  /** Those that were given up without an answer. */
  unknown: Set<number>;
}

/** One write is three fields: a reader or a row in which they differ has seen half of one. */
const written = (round: number) => ({
  title: `Round ${round}.`,
  summary: `Round ${round}.`,
  bodyMarkdown: `Round ${round}.`,
});
const roundOf = (text = '') => Number(/^Round (\d+)\.$/.exec(text)?.[1] ?? Number.NaN);

/** A careful writer and some readers, who go on whatever happens. */
export class Writing {
  readonly #url: string;
  readonly #author: InsistingAuthor;
  readonly #subjects: Subject[] = [];
  #round = 0;
  acknowledged = 0;
  readonly torn: string[] = [];

  constructor(url: string, author: InsistingAuthor) {
    this.#url = url;
    this.#author = author;
  }

  async prepare(count: number): Promise<void> {
    for (let each = 0; each < count; each++) {
      const post = await this.#author.publish('colophon', { ...written(0), slug: `written-${crypto.randomUUID()}` });
      this.#subjects.push({ ...post, may: new Set([0]), acknowledged: new Set(), unknown: new Set() });
    }
  }

  /** @returns ends it, when the write that is under way is over */
  begin(): () => Promise<void> {
    let isOver = false;
    const running = this.#subjects.flatMap((subject, index) => [
      this.#write(subject, index, () => isOver),
      this.#read(subject, () => isOver),
    ]);
    return async () => {
      isOver = true;
      await Promise.all(running);
    };
  }

  /** Each second writer insists; the others give a write up that was not answered, and go on to the next. */
  async #write(subject: Subject, index: number, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const round = ++this.#round;
      const write = { method: 'PATCH', path: `/posts/${subject.id}`, body: written(round) };
      const key = crypto.randomUUID();
      subject.may.add(round);
      const first = await this.#author.once(write, key);
      if (first === undefined || first.status >= 500) {
        if (index % 2 === 1) {
          subject.unknown.add(round);
          await pause(100);
          continue;
        }
        await this.#author.insist(write, key);
      } else if (!first.ok) throw new Error(`A write was answered ${first.status}: ${await first.text()}`);
      subject.may = new Set([round]);
      subject.acknowledged.add(round);
      this.acknowledged++;
      await pause(20);
    }
  }

  async #read(subject: Subject, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const seen = await this.#look(subject.path).catch(() => undefined);
      if (seen && !isOneWrite(seen)) this.torn.push(JSON.stringify(seen));
      await fetch(`${this.#url}${pageOf(subject.path)}`)
        .then((page) => page.arrayBuffer())
        .catch(() => undefined);
      await pause(10);
    }
  }

  /** Of which posts readers are not shown what was acknowledged, or something later that was sent. */
  async behind(): Promise<string[]> {
    const found: string[] = [];
    for (const { path, may } of this.#subjects) {
      const seen = await this.#look(path).catch(() => undefined);
      const page = await fetch(`${this.#url}${pageOf(path)}`)
        .then((answer) => answer.text())
        .catch(() => '');
      const round = roundOf(seen?.title);
      if (!may.has(round) || !page.includes(`Round ${round}.`)) found.push(`${path}: ${round}, not ${[...may].join()}`);
    }
    return found;
  }

  async broken(database: Client): Promise<string[]> {
    const found: string[] = [];
    for (const { id, may, acknowledged, unknown } of this.#subjects) {
      const { rows } = await database.query<{ title: string; summary: string; bodyMarkdown: string; isNow: boolean }>(
        `select revision.title, revision.summary, revision.body_markdown as "bodyMarkdown", revision.revision = posts.revision as "isNow"
        from colophon.post_revisions revision join colophon.posts on posts.id = revision.post_id
        where post_id = $1 order by revision.revision`,
        [id],
      );
      const rounds = rows.map(({ title }) => roundOf(title)).filter((round) => round > 0);
      const now = rows.find(({ isNow }) => isNow)!;
      if (!rows.every(isOneWrite)) found.push(`${id} holds half a write`);
      if (new Set(rounds).size < rounds.length) found.push(`${id} holds a write twice`);
      if (!may.has(roundOf(now.title))) found.push(`${id} says ${now.title}, not ${[...may].join()}`);
      const lost = [...acknowledged].filter((round) => !rounds.includes(round));
      if (lost.length > 0) found.push(`${id} lost ${lost.join()}`);
      const stray = rounds.filter((round) => !acknowledged.has(round) && !unknown.has(round));
      if (stray.length > 0) found.push(`${id} holds ${stray.join()}, which nobody sent`);
    }
    return found;
  }

  queue() {
    type Depths = { waiting: number; inFlight: number; deadLetters: number; oldestSeconds: number };
    return this.#author.insistOn<{ invalidation: Depths }>({ method: 'GET', path: '/ops/queue' });
  }

  async #look(path: string) {
    const answer = await fetch(`${this.#url}${path}`);
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as { title: string; summary: string; bodyMarkdown: string };
  }
}

const isOneWrite = (post: { title: string; summary: string; bodyMarkdown: string }) =>
  post.summary === post.title && post.bodyMarkdown === post.title;
const pageOf = (path: string) => path.replace('/api/v1', '').replace('/posts/', '/');
