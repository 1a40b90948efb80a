import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../services/ports.ts';
import { Author } from './author.ts';
import { studioUnderTest } from './studio-author.ts';

/** As long as this is there the relay stands still, and nothing becomes stale for others. */
const gate = join(tmpdir(), `colophon-gate-${process.pid}`);
const under = studioUnderTest({ COLOPHON_STEPS: `outbox-relay.read=hold:${gate}` });
afterEach(() => rmSync(gate, { force: true }));
const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Call {
  method: string | undefined;
  path: string;
  minVersion: string | string[] | undefined;
  answered?: string | null;
}

/** Between a web and the gateway: hands everything on, and notes what the web asked for at least. */
async function listenIn(gateway: string): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => void handOn(request, response));
  async function handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url: path = '', headers } = request;
    const call: Call = { method, path, minVersion: headers['min-version'] };
    calls.push(call);
    const { host: _, connection: __, 'transfer-encoding': ___, ...given } = headers;
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(`${gateway}${path}`, {
      method: method!,
      headers: Object.entries(given).map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length > 0 && { body }),
      redirect: 'manual',
    });
    call.answered = answer.headers.get('content-version');
    const heads = [...answer.headers].filter(
      ([name]) => !/^(content-(encoding|length)|connection|transfer)/.test(name),
    );
    response.writeHead(answer.status, heads.flat()).end(Buffer.from(await answer.arrayBuffer()));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

/** A second web of the same instance, which asks for everything there. */
async function startWeb(apiUrl: string): Promise<string> {
  const pid = under.instance.described().processes['web']!;
  const own = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((pair) => /^(NODE_ENV|PATH|PUBLIC_URL|FILE_LIMIT_MB|WEB_BUILD|INTERNAL_SECRET)=/.test(pair))
      .map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  const web = spawn(process.execPath, ['web/server.ts'], {
    cwd: root,
    env: { ...own, API_URL: apiUrl, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void web.kill());
  const [said] = (await once(web.stdout, 'data')) as [Buffer];
  return said.toString().trim();
}

test('after a write all that the studio reads asks for at least that version, and before it for none', async () => {
  const { url, calls } = await listenIn(under.instance.url);
  const web = await startWeb(url);
  const author = new Author(under.instance.url, under.instance.token);
  const { id } = await author.publish('colophon', { title: 'Read back', bodyMarkdown: 'Before.' });
  const { revision } = await author.get<{ revision: number }>(`/studio/posts/${id}`);
  const page = await under.studio.signedIn('/studio');
  const session = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

  const read = (cookie: string, path = `/studio/posts/${id}`) => fetch(`${web}${path}`, { headers: { cookie } });
  expect((await read(session)).status).toBe(200);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter(({ minVersion }) => minVersion !== undefined)).toEqual([]);

  const form = new FormData();
  const fields = { title: 'Read back', bodyMarkdown: 'After.', revision: String(revision) };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const headers = { cookie: session, origin: under.instance.url, accept: 'text/html' };
  const saved = await fetch(`${web}/studio/posts/${id}?/save`, {
    method: 'POST',
    headers,
    body: form,
    redirect: 'manual',
  });
  expect([saved.status, saved.headers.get('location')]).toEqual([303, `/studio/posts/${id}?done=save`]);
  const { answered } = calls.find(({ method }) => method === 'PATCH')!;
  const [, kept] = /colophon_version=(\d+);[^,]*Path=\/(?:;|$)/i.exec(saved.headers.get('set-cookie') ?? '') ?? [];
  expect(answered).toMatch(/^\d+$/);
  expect(kept).toBe(answered);

  calls.length = 0;
  for (const path of [`/studio/posts/${id}`, '/studio', '/studio/account'])
    expect((await read(`${session}; colophon_version=${kept}`, path)).status).toBe(200);
  expect(calls.length).toBeGreaterThan(5);
  expect(new Set(calls.map(({ minVersion }) => minVersion))).toEqual(new Set([answered]));
});

/** Where readers meet a post: the pages and feeds, and what they are made of. */
const shownAt = (path: string, tag: string, word: string) => ({
  pages: [
    path.replace('/api/v1', '').replace('/posts/', '/'),
    '/projects/colophon',
    '/',
    '/posts',
    `/tags/${tag}`,
    `/search?q=${word}`,
    '/feed.xml',
    `/tags/${tag}/feed.json`,
  ],
  answers: [path, '/api/v1/projects/colophon', '/api/v1/posts', `/api/v1/posts?tag=${tag}`, `/api/v1/search?q=${word}`],
});

describe('while the relay stands still', () => {
  const standStill = () => writeFileSync(gate, '');
  const asReader = (path: string) => fetch(`${under.instance.url}${path}`, { redirect: 'manual' });
  /** As the author’s browser asks for it, with all the cookies that it has for that address. */
  const asAuthor = (page: Page, path: string) => page.request.get(`${under.instance.url}${path}`, { maxRedirects: 0 });

  /** What a form of the studio sends. */
  async function send(page: Page, path: string, fields: Record<string, string>): Promise<void> {
    const sent = await page.request.post(`${under.instance.url}${path}`, {
      form: fields,
      headers: { origin: under.instance.url, accept: 'text/html' },
      maxRedirects: 0,
    });
    expect([sent.status(), sent.headers()['location']], path).toEqual([303, expect.stringContaining('done=')]);
  }

  const text = 'One sorbus.';
  async function published(title: string) {
    const author = new Author(under.instance.url, under.instance.token);
    const tag = `tag-${crypto.randomUUID()}`;
    const post = { title, bodyMarkdown: text, tags: [tag] };
    const { id, path } = await author.publish('colophon', post);
    const fields = async () => {
      const { revision, slug, projectId } = await author.get<Record<string, string | number>>(`/studio/posts/${id}`);
      const saved = {
        slug: String(slug),
        savedSlug: String(slug),
        revision: String(revision),
        project: String(projectId),
      };
      return { title, tags: tag, bodyMarkdown: text, ...saved };
    };
    return { author, id, path, tag, fields };
  }

  /** In the memory of the gateway, where everybody is answered from. */
  async function isKept(paths: string[], says: string): Promise<void> {
    for (const path of paths) {
      const seen = async () => {
        const answer = await asReader(path);
        return [path, (await answer.text()).includes(says), answer.headers.get('cache-status')];
      };
      await expect.poll(seen, { timeout: 30_000 }).toEqual([path, true, 'colophon-edge; hit']);
    }
  }

  test('an author sees what was saved wherever it is shown, and others go on to be answered from memory', async () => {
    // In its text: a title that was found is shown with marks in it.
    const word = 'sorbus';
    const { id, path, tag, fields } = await published('Of whitebeams');
    const { pages, answers } = shownAt(path, tag, word);
    const all = [...answers, ...pages];
    const page = await under.studio.signedIn('/studio');
    await isKept(all, 'Of whitebeams');
    standStill();
    await send(page, `/studio/posts/${id}?/save`, { ...(await fields()), title: 'Of rowans' });
    await isKept(all, 'Of whitebeams');

    for (const each of all) {
      const seen = await (await asAuthor(page, each)).text();
      expect([each, seen.includes('Of rowans'), seen.includes('Of whitebeams')]).toEqual([each, true, false]);
    }
    // What was built for one is there for all.
    for (const each of answers) {
      const answer = await asReader(each);
      expect([each, answer.headers.get('cache-status')]).toEqual([
        each,
        expect.stringMatching(/^colophon(-edge)?; hit/),
      ]);
      expect(await answer.text()).toContain('Of rowans');
    }
  });

  test('what was renamed, withdrawn, published and deleted is so for its author at once', async () => {
    const { id, path, fields } = await published('Comes and goes');
    const pageAt = (where: string) => where.replace('/api/v1', '').replace('/posts/', '/');
    const page = await under.studio.signedIn('/studio');
    await isKept([path, pageAt(path)], 'Comes and goes');
    standStill();
    const statuses = async (where: string) =>
      Promise.all([where, pageAt(where)].map(async (each) => (await asAuthor(page, each)).status()));

    const slug = `renamed-${crypto.randomUUID()}`;
    await send(page, `/studio/posts/${id}?/save`, { ...(await fields()), slug });
    const renamed = path.replace(/[^/]+$/, slug);
    expect([await statuses(path), await statuses(renamed)]).toEqual([
      [308, 308],
      [200, 200],
    ]);
    await send(page, `/studio/posts/${id}?/unpublish`, await fields());
    expect(await statuses(renamed)).toEqual([404, 404]);
    await send(page, `/studio/posts/${id}?/publish`, await fields());
    expect(await statuses(renamed)).toEqual([200, 200]);
    const { revision } = await fields();
    await send(page, `/studio/posts/${id}/delete`, { revision });
    expect(await statuses(renamed)).toEqual([404, 404]);
    expect((await (await asAuthor(page, '/projects/colophon')).text()).includes('Comes and goes')).toBe(false);
    expect((await asReader(path)).headers.get('cache-status'), 'nobody else was told').toBe('colophon-edge; hit');
  });
});

test.each(['latest', '-1', '01', '18446744073709551616'])(
  'Min-Version: %s is refused by pages as by the API',
  async (version) => {
    for (const path of ['/api/v1/site', '/', '/posts', '/projects/colophon', '/feed.xml', '/search?q=cache']) {
      const answer = await fetch(`${under.instance.url}${path}`, { headers: { 'min-version': version } });
      expect([path, answer.status]).toEqual([path, 400]);
    }
  },
);

test.each(['latest', '18446744073709551616', '99999999999999999999999'])(
  'a cookie that says %s is nobody’s version, and keeps nobody from a page',
  async (version) => {
    for (const path of ['/api/v1/site', '/']) {
      const answer = await fetch(`${under.instance.url}${path}`, {
        headers: { cookie: `colophon_version=${version}` },
      });
      expect([path, answer.status]).toEqual([path, 200]);
    }
  },
);
