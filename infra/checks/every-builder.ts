import { Client } from 'pg';
import { kinds } from '../../functions/_keys/object-key.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import type { HttpHandler } from '../../functions/_http/route.ts';
import { httpEvent } from './http-event.ts';

/** One question to the database, as its door is asked. */
export interface Build {
  name: string;
  ask: () => Promise<unknown>;
}

type Values = Record<string, string>;

/**
 * Every object that readers may ask for and every list of the studio, on a site that has something of each. What names an
 * object of a kind is looked for in the database; a kind with a name that nobody has an example of is an error here, so
 * that none is left out.
 */
export async function everyBuild(ownerUrl: string): Promise<Build[]> {
  const examples = await examplesOf(ownerUrl);
  const sources = new Map(readFunctions().map(({ name, source }) => [name, source]));
  const builds: Build[] = [];
  for (const [kind, { builder, named }] of Object.entries(kinds)) {
    const { handler } = (await import(sources.get(builder)!)) as { handler: (payload: Values) => Promise<object> };
    for (const asked of special[kind] ?? [{}]) {
      const payload = Object.fromEntries(
        named.map((name) => [name, asked[name] ?? (special[kind] ? '' : example(name))]),
      );
      builds.push({
        name: `${kind} ${JSON.stringify(asked)}`,
        ask: () => answered(handler(payload), kind === 'redirect'),
      });
      // A page further on, where there is one.
      if ('cursor' in payload) {
        const further = async () => {
          const { nextCursor } = (await answered(handler(payload))) as { nextCursor?: string };
          return answered(handler({ ...payload, cursor: nextCursor ?? '' }));
        };
        builds.push({ name: `${kind} ${JSON.stringify(asked)}, the next page`, ask: further });
      }
    }
  }
  const studio = (await import(sources.get('database-read-list-posts-for-studio')!)) as { handler: HttpHandler };
  for (const query of studioQueries) {
    const ask = async () => {
      const { statusCode } = await studio.handler(httpEvent({ path: '/api/v1/studio/posts', query }));
      if (statusCode !== 200) throw new Error(`The studio answered ${statusCode}.`);
    };
    builds.push({ name: `studio ${JSON.stringify(query)}`, ask });
  }
  return builds;

  function example(name: string): string {
    const value = examples[name];
    if (value === undefined) throw new Error(`Say in every-builder.ts what an example of ${name} is.`);
    return value;
  }
}

/** What is asked of kinds whose parameters may be left out. */
const special: Record<string, Values[]> = {
  posts: [
    { limit: '20' },
    { limit: '100' },
    { limit: '20', tag: 'tag-0' },
    { limit: '100', tag: 'tag-299' },
    { limit: '20', tag: 'nothing' },
    { limit: '100', project: 'big-7' },
    { limit: '20', project: 'big-7', tag: 'tag-0' },
  ],
  // Nobody sends anybody anywhere from here: that is looked for, too.
  redirect: [{ path: 'nowhere' }],
  search: [
    'relay', // one that stands nowhere as it is
    'cheinin', // a rare one
    'in', // a stop word
    'tag-0',
    'big project',
    'mipubrenshot', // a common one
    '"mipubrenshot mipubrenshot"',
    'mipubrenshot or boxsnap',
    '-mipubrenshot',
    'mipubrenshto',
    'an utterly different question',
  ].map((q) => ({ q, limit: '20' })),
};

const studioQueries: Values[] = [
  {},
  { status: 'draft' },
  { project: 'big-7' },
  { tag: 'tag-299' },
  { status: 'published', project: 'big-7', tag: 'tag-0' },
];

async function answered(asked: Promise<object>, mayBeNothing = false): Promise<object> {
  const answer = (await asked) as { value?: object; refusal?: { detail: string } };
  if (!answer.value && !(mayBeNothing && answer.refusal)) throw new Error(`It was refused: ${answer.refusal?.detail}`);
  return answer.value ?? {};
}

async function examplesOf(ownerUrl: string): Promise<Values> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<Values>(`
    select project.slug as project, post.path from colophon.posts post join colophon.projects project on project.id = post.project_id
    where post.status = 'published' order by project.position desc, post.sort_key offset 20 limit 1`);
  await client.end();
  return rows[0] ?? {};
}
