import { mkdtemp, writeFile } from 'node:fs/promises';
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
