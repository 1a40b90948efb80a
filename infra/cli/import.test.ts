import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { run } from './import.ts';

afterEach(() => vi.restoreAllMocks());

async function said(args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await run(args, {});
  return { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
}

test.each([
  [[], 'Name one folder.'],
  [['a', 'b'], 'Name one folder.'],
  [['.'], '--project must be lower-case letters'],
  [['.', '--project', 'No'], '--project must be lower-case letters'],
  [['.', '--project', 'p', '--site'], 'Say --project or --site, not both.'],
  [['/nowhere/at-all', '--site'], 'There is no folder /nowhere/at-all.'],
  [['.', '--site'], 'Colophon is not running here'],
  [['/nowhere/at-all', '--project', 'p'], 'There is no folder /nowhere/at-all.'],
  [['.', '--project', 'p', '--force'], "Unknown option '--force'"],
  [['.', '--project', 'p'], 'Colophon is not running here'],
])('%j ends with 1 and a sentence', async (args, sentence) => {
  const { code, err } = await said(args);
  expect(code).toBe(1);
  expect(err).toContain(sentence);
});

test('a rehearsal needs nothing that runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-folder-'));
  await writeFile(join(folder, 'a.md'), 'text');
  const { code, out } = await said([folder, '--project', 'p', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain('would come  [1/1] a.md → a\n');
  expect(out).toContain('nothing was written');
});

test('a rehearsal of a site needs nothing that runs, either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-folder-'));
  await mkdir(join(folder, 'contact'));
  await writeFile(join(folder, 'contact', 'contact.yml'), 'kind: email\nlabel: Mail\nhref: mailto:a@example.org\n');
  const { code, out } = await said([folder, '--site', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain('would come  [1/9] contact → 1 entry\n');
  expect(out).toContain('nothing was written');
});
