import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { Tree } from '../services/serverless-file.ts';
import { gatewaySection, mountPlugins, settingsSchema } from './plugin-list.ts';
import type { GatewayPlugin, Surroundings } from './plugin.ts';
import { toyGateway } from './toy-gateway.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'plugins.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const surroundings: Surroundings = {
  publicUrl: undefined,
  doors: [{ routeKey: 'GET /api/v1/tags' } as Surroundings['doors'][number]],
  environment: () => undefined,
  onStop: () => undefined,
};

/** The example as somebody would put it into their tree: its file where its first line says, its entry in the list. */
async function example(on?: string) {
  const code = blocks.find(({ language }) => language === 'ts')!.text;
  const file = /^\/\/ (\S+\.ts)$/m.exec(code)![1]!;
  const entry = blocks.findLast(({ language, text }) => language === 'yaml' && text.includes(file))!.text;
  const folder = mkdtempSync(join(tmpdir(), 'colophon-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), code);
  const list = parse(entry) as { custom: { gateway: { plugins: { settings: Tree }[] } } };
  if (on !== undefined) list.custom.gateway.plugins[0]!.settings['on'] = on;
  const plugins = await mountPlugins(list, surroundings, folder);
  const { url } = await toyGateway(
    { tags: { handler: () => ({ statusCode: 200, body: 'tags' }), routes: ['GET /api/v1/tags', 'GET /api/v1/site'] } },
    { plugins },
  );
  return (path: string) => fetch(url + path);
}

test('the example of the page works as it stands there', async () => {
  const ask = await example();
  const { headers } = await ask('/api/v1/tags');
  expect(headers.get('sunset')).toBe('Fri, 01 Jan 2027 00:00:00 GMT');
  expect(headers.get('link')).toBe('</api/v1/posts>; rel="successor-version"');
  expect((await ask('/api/v1/site')).headers.has('sunset')).toBe(false);
  const gone = await (await example('2020-01-01'))('/api/v1/tags');
  expect([gone.status, await gone.text()]).toEqual([410, 'This is gone.\n']);
  await expect(example('next year')).rejects.toThrow(
    /plugins\[0\] in serverless\.yml \(sunset\): settings\.on must match/,
  );
});

test('every list on the page is one that the gateway reads', () => {
  const lists = blocks.filter(({ language }) => language === 'yaml');
  expect(lists.length).toBeGreaterThan(2);
  for (const { text } of lists) expect(() => gatewaySection(parse(text) as Tree)).not.toThrow();
});

const names = readdirSync(join(import.meta.dirname, 'plugins'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3));
const sections = page.slice(page.indexOf('## What is shipped')).split(/^### /m).slice(1);

test('the page has each plugin that is shipped, in order, and no other', () => {
  expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(names.toSorted());
});

test.each(names)('of %s the page says each setting and its default', async (name) => {
  const { default: plugin } = (await import(`./plugins/${name}.ts`)) as { default: GatewayPlugin };
  expect(plugin.name).toBe(name);
  const section = sections.find((one) => one.startsWith(`${name}\n`)) ?? '';
  const said = [...section.matchAll(/^\| `(\w+)` +\| (?:`([^`]*)`|(none)) +\|/gm)].map(([, setting, standard]) => [
    setting,
    standard,
  ]);
  const properties = settingsSchema(plugin, name)['properties'] as Record<string, { default?: unknown }>;
  const declared = Object.entries(properties).map(([setting, schema]) => [
    setting,
    schema.default === undefined ? undefined : JSON.stringify(schema.default),
  ]);
  expect(said).toEqual(declared);
});
