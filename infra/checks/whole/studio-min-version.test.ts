import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../services/ports.ts';
import { Author } from './author.ts';
import { studioUnderTest } from './studio-author.ts';

const under = studioUnderTest();
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
  const [, kept] =
    /colophon_studio_version=(\d+);[^,]*Path=\/studio/i.exec(saved.headers.get('set-cookie') ?? '') ?? [];
  expect(answered).toMatch(/^\d+$/);
  expect(kept).toBe(answered);

  calls.length = 0;
  for (const path of [`/studio/posts/${id}`, '/studio', '/studio/account'])
    expect((await read(`${session}; colophon_studio_version=${kept}`, path)).status).toBe(200);
  expect(calls.length).toBeGreaterThan(5);
  expect(new Set(calls.map(({ minVersion }) => minVersion))).toEqual(new Set([answered]));
});
