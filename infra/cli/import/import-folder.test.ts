import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importFolder } from './import-folder.ts';
import { StandInFunctions } from './stand-in-functions.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
let functions: StandInFunctions;
let environment: Record<string, string>;
let folder: string;
let lines: string[];

beforeEach(async () => {
  functions = new StandInFunctions();
  folder = await mkdtemp(join(tmpdir(), 'colophon-folder-'));
  environment = { ...(await functions.start()), FILES_DIR: await mkdtemp(join(tmpdir(), 'colophon-files-')) };
});
afterEach(() => functions.stop());

async function write(files: Record<string, string | Buffer>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function run(more: { dryRun?: boolean; draft?: boolean } = {}) {
  lines = [];
  return importFolder({ folder, projectSlug: 'p', environment, onLine: (line) => void lines.push(line), ...more });
}

const counts = (created: number, updated: number, unchanged: number, editedMeanwhile: number, reported: number) => ({
  ...{ created, updated, unchanged, editedMeanwhile, reported },
  failed: 0,
});

test('a folder arrives with its sections, pictures and links', async () => {
  await write({
    '01-first/_section.md': '---\nname: The first\n---\n',
    '01-first/02-page.md': '---\ntags: [x]\n---\n# Page\n\n![a](../images/a.svg) [b](../2024-05-01-b.md)',
    '2024-05-01-b.md': '<img src="/images/a.svg">',
    'images/a.svg': svg,
  });
  expect(await run()).toEqual(counts(2, 0, 0, 0, 0));
  const [picture] = await readdir(environment['FILES_DIR'] ?? '');
  expect(functions.posts.get('01-first/02-page.md')?.request).toMatchObject({
    projectId: 'project-1',
    title: 'Page',
    slug: 'page',
    sections: [{ slug: 'first', name: 'The first', position: 1 }],
    position: 2,
    bodyMarkdown: `![a](/files/${picture}) [b](/projects/p/b)`,
    tags: ['x'],
    draft: false,
  });
  expect(functions.posts.get('2024-05-01-b.md')?.request.bodyMarkdown).toBe(`<img src="/files/${picture}">`);
  expect(lines.join('\n')).toMatch(/^created {5}\[[12]\/2\] 2024-05-01-b.md → \/projects\/p\/b$/m);
  expect(lines.at(-1)).toBe('2 created, 0 updated, 0 unchanged, 0 edited meanwhile, 0 reported');
});

test('a second run changes nothing; then what changed, what was edited and what is gone are told apart', async () => {
  await write({ 'a.md': 'a', 'b.md': 'b', 'c.md': '[a](a.md)', 'd.md': 'd ![e](e.svg)', 'e.svg': svg });
  await run();
  expect(await run()).toEqual(counts(0, 0, 4, 0, 0));
  functions.posts.get('b.md')!.edited = true;
  await write({ 'a.md': 'a changed', 'b.md': 'b changed', 'e.svg': `${svg} ` });
  await rm(join(folder, 'c.md'));
  expect(await run()).toEqual(counts(0, 2, 0, 1, 1));
  expect(lines).toContain('reported    c.md: is not in the folder any more; nothing was deleted');
  expect(lines.filter((line) => line.startsWith('left'))).toEqual([
    expect.stringContaining('b.md was edited meanwhile'),
  ]);
  expect(functions.posts.get('b.md')?.request.bodyMarkdown).toBe('b');
});

test('each thing that could not be taken over has its line', async () => {
  await write({
    'empty.md': '---\ntitle: A\nauthor: me\n---\n',
    'a.md': '---\nauthor: me\ntags: [X y]\n---\n![b](none.png) [c](/old) [d](/page)',
    'A b.md': '---\ntitle: "open\nlayout: x\n---\ntext',
    'latin.md': Buffer.from('gr\xfcn', 'latin1'),
    'page.mdx': 'x',
  });
  await symlink(tmpdir(), join(folder, 'out'));
  const report = await run();
  expect(report).toMatchObject({
    created: 3,
    failed: 0,
    reported: lines.filter((line) => line.startsWith('reported')).length,
  });
  const said = lines.join('\n');
  expect(said).toContain('empty.md: has no body');
  expect(said).toContain('a.md: none.png is missing');
  expect(said).toContain('A b.md: the slug A b → a-b');
  expect(said).toContain('A b.md: the front matter is not valid YAML (');
  expect(said).toContain('latin.md: is not valid UTF-8; it was read as Windows-1252');
  expect(said).toContain('out: is a symbolic link, which is not followed');
  expect(said).toContain('the front matter\'s "author" is not taken over (2 times)');
  expect(said).toContain('the tag X y → x-y (1 time)');
  expect(said).toContain('links to pages outside of the folder stay as they are (2 times)');
  expect(said).toContain('files *.mdx are not Markdown (1 time)');
});

test('drafts stay drafts, in whatever way a file says so', async () => {
  await write({
    'a.md': '---\ndraft: true\n---\na',
    'b.md': '---\npublished: false\n---\nb',
    '_drafts/c.md': 'c',
    'd.md': 'd',
  });
  const drafts = () =>
    [...functions.posts.values()].filter(({ request }) => request.draft).map(({ request }) => request.sourcePath);
  await run();
  expect(drafts().sort()).toEqual(['_drafts/c.md', 'a.md', 'b.md']);
  await run({ draft: true });
  expect(drafts()).toHaveLength(4);
});

test('a picture behind a link that leads out of the folder is not published', async () => {
  await writeFile(join(environment['FILES_DIR'] ?? '', '..', 'colophon-secret.svg'), svg);
  await write({ 'a.md': '![b](b.svg)' });
  await symlink(join(environment['FILES_DIR'] ?? '', '..', 'colophon-secret.svg'), join(folder, 'b.svg'));
  await run();
  expect(lines.join('\n')).toContain('a.md: b.svg lies outside the folder');
  expect(await readdir(environment['FILES_DIR'] ?? '')).toEqual([]);
});

test('a rehearsal writes nothing, and says what would come', async () => {
  await write({ 'a.md': '![b](b.svg)', 'b.svg': svg });
  expect(await run({ dryRun: true })).toEqual(counts(1, 0, 0, 0, 0));
  expect(functions.asked).toEqual(['database-read-get-project', 'database-write-list-imported']);
  expect(await readdir(environment['FILES_DIR'] ?? '')).toEqual([]);
});
