import { setTimeout as pause } from 'node:timers/promises';
import { type Api, ask } from './api.ts';
import { History, type Shown } from './model.ts';
import { turns } from './plan.ts';

/** A post of the proof: its text says which of its versions it is, and so does its title. */
export interface ProofPost {
  number: number;
  id: string;
  history: History;
  /**
   * Whether it is read past the gateway's own memory alone. That remembers what it has shown, and asks for more where Redis has
   * less: it would mend what Redis gets wrong before anybody sees it.
   */
  isReadPast: boolean;
  /** Where readers find it: of the API, and as a page. */
  api: string;
  page: string;
}

const together = 6;

/** What the version with this mark says, everywhere the same: so one that is half old and half new is known. */
export function textOf(number: number, mark: number) {
  const title = `Proof ${number} version ${mark}`;
  return { title, summary: `Summary of ${title}.`, bodyMarkdown: `This is ${title}, and nothing else.` };
}

/** Which version of which post is named in a text. */
export function marksIn(text: string): { number: number; mark: number }[] {
  const found = text.matchAll(/Proof (\d+) version (\d+)/g);
  return [...found].map(([, number, mark]) => ({ number: Number(number), mark: Number(mark) }));
}

/**
 * As many posts, published, whose first version has the mark 1; when every reader sees them. Each has a project of its own: a
 * neighbour's change would have it built anew, and with it what nobody announced.
 */
export async function publishPosts(api: Api, count: number): Promise<ProofPost[]> {
  const posts: ProofPost[] = [];
  for (let number = 1; number <= count; number += together) {
    const numbers = Array.from({ length: Math.min(together, count - number + 1) }, (_, index) => number + index);
    posts.push(...(await Promise.all(numbers.map((each) => publish(api, each)))));
  }
  const { origin } = new URL(api.url);
  for (const { api: address } of posts) while ((await ask(origin + address)).status !== 200) await pause(20);
  return posts;
}

async function publish(api: Api, number: number): Promise<ProofPost> {
  const project = `proof-${number}`;
  const created = await must(api.send('POST', '/projects', { slug: project, name: `Project ${number}` }));
  const { id: projectId } = JSON.parse(created) as { id: string };
  const post = { slug: 'post', tags: ['proof'], ...textOf(number, 1) };
  // A planted bug is to be found by those who write and read, and not here.
  while ((await api.send('GET', `/studio/projects/${projectId}`)).status !== 200) await pause(20);
  const made = await must(api.send('POST', `/projects/${projectId}/posts`, post));
  const { id } = JSON.parse(made) as { id: string };
  while ((await api.send('GET', `/studio/posts/${id}`)).status !== 200) await pause(20);
  await must(api.send('POST', `/posts/${id}/publish`));
  const history = new History(`post ${number}`);
  // Before all time, for it is older than any bound.
  history.writes(1, -Infinity)(-Infinity);
  return {
    number,
    id,
    history,
    // Of each author two posts of three, and at any moment of two authors of three.
    isReadPast: (Math.floor((number - 1) / turns.posts) + number) % 3 !== 0,
    api: `/api/v1/projects/${project}/posts/post`,
    page: `/projects/${project}/post`,
  };
}

async function must(answer: ReturnType<Api['send']>): Promise<string> {
  const { status, body } = await answer;
  if (status < 200 || status > 299) throw new Error(`The posts of the proof could not be made: ${status} ${body}`);
  return body;
}

/** Of one post's own answer: which version it shows, or that it is torn between two. */
export function shownBy(number: number, status: number, texts: string[]): Shown | 'torn' | undefined {
  if (status === 404) return 'nothing';
  if (status !== 200) return undefined;
  const marks = new Set(texts.flatMap(marksIn).flatMap((found) => (found.number === number ? [found.mark] : [])));
  return marks.size === 1 ? [...marks][0] : 'torn';
}
