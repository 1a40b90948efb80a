import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

let instance: StartedInstance;
let author: Author;

beforeAll(async () => {
  instance = await startInstance();
  author = new Author(instance.url, instance.token);
}, 180_000);
afterAll(() => instance.stop());

/** The status, and where it leads. */
const at = async (path: string) => {
  const { status, headers } = await fetch(`${instance.url}${path}`, { redirect: 'manual' });
  return [status, headers.get('location')];
};
/** Readers who saw the old answer see the new one within the bound on staleness. */
const becomes = (path: string, expected: unknown[]) =>
  expect.poll(() => at(path), { timeout: 5_000, interval: 50 }).toEqual(expected);

test('a section gets another name: the old addresses of its posts lead to the new ones, in the API and on the web', async () => {
  const old = '/projects/colophon/the-doors/frontend';
  expect(await at(old)).toEqual([200, null]);
  const { id } = await author.get<{ id: string }>('/projects/colophon');
  const { navigation } = await author.get<{ navigation: { id: string; slug: string }[] }>(`/studio/projects/${id}`);
  const section = navigation.find(({ slug }) => slug === 'the-doors')!;
  await author.send('PATCH', `/nodes/${section.id}`, { slug: 'doors' }, { 'if-match': '*' });
  await becomes('/api/v1/projects/colophon/posts/the-doors/frontend', [
    308,
    '/api/v1/projects/colophon/posts/doors/frontend',
  ]);
  await becomes(old, [308, '/projects/colophon/doors/frontend']);
  expect(await at('/projects/colophon/doors/frontend')).toEqual([200, null]);
  await becomes('/projects/colophon/the-doors', [308, '/projects/colophon#doors']);
});

test('an address with a slash too many leads to the one that it means, whole and on this site', async () => {
  for (const spelt of ['/projects/', '/projects//', '/projects///'])
    expect(await at(spelt), spelt).toEqual([308, '/projects']);
  expect(await at('/projects//colophon//?from=a//b')).toEqual([308, '/projects/colophon?from=a//b']);
  expect(await at('/studio//posts//new/?project=1')).toEqual([308, '/studio/posts/new?project=1']);
  expect((await fetch(`${instance.url}/projects//`)).status).toBe(200);
});

test('a project gets another name: its pages lead on, and what never was is still not found', async () => {
  const { id } = await author.get<{ id: string }>('/projects/colophon');
  await author.send('PATCH', `/projects/${id}`, { slug: 'engine' });
  await becomes('/api/v1/projects/colophon', [308, '/api/v1/projects/engine']);
  await becomes('/projects/colophon', [308, '/projects/engine']);
  await becomes('/projects/colophon/the-cache/cache', [308, '/projects/engine/the-cache/cache']);
  await becomes('/projects/colophon/never/was', [404, null]);
});

test('an address that no page has leads where the author says, and only such a one', async () => {
  expect(await at('/blog/2019/hello')).toEqual([404, null]);
  const redirect = await author.send('POST', '/redirects', {
    fromPath: '/blog/2019/hello',
    toPath: '/projects?from=blog',
  });
  const { id } = (await redirect.json()) as { id: string };
  await becomes('/blog/2019/hello', [308, '/projects?from=blog']);
  await author.send('POST', '/redirects', { fromPath: '/projects', toPath: '/elsewhere' });
  expect(await at('/projects')).toEqual([200, null]);
  await author.send('PATCH', `/redirects/${id}`, { toPath: `${instance.url}/blog/2019/hello` });
  await becomes('/blog/2019/hello', [404, null]);
});
