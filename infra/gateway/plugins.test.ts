import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Hooks, Surroundings } from './plugin.ts';
import { mountPlugins } from './plugin-list.ts';
import { speak } from './plugged-gateway.ts';
import { reachOf } from './plugin-reach.ts';
import { toyGateway } from './toy-gateway.ts';

const doors = ['GET /api/v1/site', 'PUT /api/v1/site', 'GET /api/v1/projects/{project}/posts/{path+}'];
const toys = { site: { handler: () => ({ statusCode: 200, body: 'site' }), routes: doors } };
const surroundings: Surroundings = {
  publicUrl: undefined,
  doors: doors.map((routeKey) => ({ routeKey }) as Surroundings['doors'][number]),
  environment: () => undefined,
  onStop: () => undefined,
};

const mount = (hooks: Hooks, entry: { for?: string[]; except?: string[] } = {}) => ({
  name: 'toy',
  reach: reachOf(entry, surroundings.doors, 'toy'),
  hooks,
});

/** The addresses at which a plugin with this entry was called. */
async function seenBy(entry: { for?: string[]; except?: string[] }): Promise<string[]> {
  const seen: string[] = [];
  const plugin = mount({ request: ({ method, url }) => void seen.push(`${method} ${url}`) }, entry);
  const { url } = await toyGateway(toys, { plugins: [plugin] });
  const asked = ['GET /api/v1/site?a=1', 'PUT /api/v1/site', 'GET /api/v1/projects/a/posts/b/c', 'GET /api/v1/nowhere'];
  for (const one of [...asked, 'GET /studio', 'GET /studio/posts', 'GET /about', 'GET /files/x']) {
    const [method = '', path = ''] = one.split(' ');
    await fetch(url + path, { method }).then((response) => response.arrayBuffer());
  }
  return seen.map((one) => one.replace('/api/v1', ''));
}

test('a plugin sees the routes, prefixes and addresses that it names, and no other', async () => {
  expect(await seenBy({})).toHaveLength(8);
  expect(await seenBy({ for: ['GET /api/v1/site'] })).toEqual(['GET /site?a=1']);
  expect(await seenBy({ for: ['/api/v1/projects/{p}/posts/{rest+}'] })).toEqual(['GET /projects/a/posts/b/c']);
  expect(await seenBy({ for: ['/api/v1/projects/a/*'] })).toEqual(['GET /projects/a/posts/b/c']);
  expect(await seenBy({ for: ['/api/*'], except: ['PUT /api/v1/site', '/api/v1/projects/*'] })).toEqual([
    'GET /site?a=1',
    'GET /nowhere',
  ]);
  expect(await seenBy({ for: ['/studio/*', '/files/*'] })).toEqual([
    'GET /studio',
    'GET /studio/posts',
    'GET /files/x',
  ]);
});

test('another spelling of an address is seen where it is named, and excepted only where it is so in either reading', async () => {
  const seen: string[] = [];
  const hooks: Hooks = { request: ({ raw }) => void seen.push(raw.url ?? '') };
  const { port } = await toyGateway(toys, {
    plugins: [mount(hooks, { for: ['/studio/*'], except: ['/studio/open/*'] })],
  });
  const paths = [
    '/%73tudio/x',
    '//studio/x',
    '/a/../studio/x',
    '/studio/open/x',
    '/studio/open/../x',
    '/studio/%6fpen/x',
  ];
  for (const path of paths) await speak(port, `GET ${path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n`);
  expect(seen).toEqual(['/%73tudio/x', '//studio/x', '/a/../studio/x', '/studio/open/../x', '/studio/%6fpen/x']);
});

test('who answers ends the chain, and the answers of plugins pass the hooks of the others', async () => {
  const later: string[] = [];
  const done = Promise.withResolvers<number>();
  const plugins = [
    mount({
      answer: (_request, reply, payload) => void reply.header('x-length', String((payload as string).length)),
      done: (_request, reply) => done.resolve(reply.statusCode),
    }),
    mount({ request: async (_request, reply) => void (await Promise.resolve(), reply.code(418).send('short')) }),
    mount({ request: () => void later.push('asked'), answer: (_request, _reply, payload) => `${payload as string}er` }),
  ];
  const { url } = await toyGateway(toys, { plugins });
  const response = await fetch(`${url}/api/v1/site`);
  expect([response.status, response.headers.get('x-length'), await response.text()]).toEqual([418, '5', 'shorter']);
  expect(await done.promise).toBe(418);
  expect(later).toEqual([]);
});

test('a plugin hears of the end of a request whose caller left before the answer', async () => {
  const [asked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<boolean>()];
  const plugin = mount({
    request: () => asked.resolve(),
    done: (_request, reply) => done.resolve(reply.raw.writableFinished),
  });
  const slow = { site: { handler: () => new Promise(() => undefined), routes: ['GET /api/v1/site'] } };
  const { url } = await toyGateway(slow, { plugins: [plugin] });
  const leaving = new AbortController();
  const answer = fetch(`${url}/api/v1/site`, { signal: leaving.signal });
  await asked.promise;
  leaving.abort();
  await expect(answer).rejects.toThrow('aborted');
  expect(await done.promise).toBe(false);
});

test('a plugin that fails is a 500 without its reason, and the next request is served', async () => {
  let broken = true;
  const plugins = [
    mount({
      request: () => {
        if (broken) throw new Error('a secret');
      },
    }),
  ];
  const { url } = await toyGateway(toys, { plugins });
  const response = await fetch(`${url}/api/v1/site`);
  expect([response.status, (await response.text()).includes('secret')]).toEqual([500, false]);
  broken = false;
  expect((await fetch(`${url}/api/v1/site`)).status).toBe(200);
});

const own = `export default {
  name: 'greeting',
  settings: { properties: { words: { type: 'string', default: 'hello' } } },
  create: ({ words }) => ({ answer: (request, reply) => void reply.header('x-greeting', words) }),
};`;

function mountFrom(...plugins: unknown[]) {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-plugin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'greeting.ts'), own);
  writeFileSync(join(folder, 'empty.ts'), 'export default {};');
  writeFileSync(join(folder, 'unreadable.ts'), 'export default {');
  writeFileSync(join(folder, 'schemaless.ts'), own.replace("'string'", "'sting'"));
  writeFileSync(join(folder, 'failing.ts'), own.replace(/create: .*/, 'create() { throw new Error("no words"); },'));
  return mountPlugins({ custom: { gateway: { plugins } } }, surroundings, folder);
}

test('a developer’s own file is a plugin, with defaults for what is not set', async () => {
  const plugins = await mountFrom({ file: 'greeting.ts', for: ['/api/v1/site'] });
  const { url } = await toyGateway(toys, { plugins });
  expect((await fetch(`${url}/api/v1/site`)).headers.get('x-greeting')).toBe('hello');
  expect((await fetch(`${url}/about`)).headers.get('x-greeting')).toBeNull();
});

test.each([
  [{ file: 'missing.ts' }, 'custom.gateway.plugins[0] in serverless.yml: there is no plugin missing.ts.'],
  ['nobody-knows-it', 'custom.gateway.plugins[0] in serverless.yml: there is no plugin nobody-knows-it.'],
  [{ file: 'empty.ts' }, /empty\.ts must export a plugin by default/],
  [{ file: 'unreadable.ts' }, /^custom\.gateway\.plugins\[0\] in serverless\.yml: .*unreadable\.ts cannot be loaded: /],
  [{ file: 'schemaless.ts' }, /\(greeting\): the schema of its settings is broken: /],
  [{ file: 'failing.ts' }, /\(greeting\) cannot start: no words/],
  [{ name: 'a', file: 'greeting.ts' }, /must have a name, of a plugin that is shipped, or else a file/],
  [{ file: 'greeting.ts', four: ['/'] }, /must NOT have additional properties: four/],
  [{ file: 'greeting.ts', settings: { words: 7 } }, /\(greeting\): settings\.words must be string/],
  [
    { file: 'greeting.ts', settings: { word: 'x' } },
    /\(greeting\): settings must NOT have additional properties: word/,
  ],
  [{ file: 'greeting.ts', for: ['/api/v1/sight'] }, /\(greeting\): no route of the API is at \/api\/v1\/sight/],
])('the entry %j is refused at start, in a sentence that names it', async (entry, sentence) => {
  await expect(mountFrom(entry)).rejects.toThrow(sentence);
});
