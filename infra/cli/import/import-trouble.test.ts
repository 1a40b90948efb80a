import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Unreachable } from './ask.ts';
import { importFolder } from './import-folder.ts';
import { StandInFunctions } from './stand-in-functions.ts';

let functions: StandInFunctions;
let environment: Record<string, string>;
let folder: string;

beforeEach(async () => {
  functions = new StandInFunctions();
  folder = await mkdtemp(join(tmpdir(), 'colophon-folder-'));
  environment = { ...(await functions.start()), FILES_DIR: await mkdtemp(join(tmpdir(), 'colophon-files-')) };
  for (let number = 0; number < 40; number += 1) await writeFile(join(folder, `page-${number}.md`), 'text');
});
afterEach(() => functions.stop());

const run = (lines: string[] = []) =>
  importFolder({
    folder,
    projectSlug: 'p',
    environment,
    onLine: (line) => void lines.push(line),
    patienceMs: [1, 5, 10],
  });

test('eight files at a time, no more', async () => {
  await run();
  expect(functions.mostAtOnce).toBeLessThanOrEqual(8);
  expect(functions.mostAtOnce).toBeGreaterThan(1);
});

test('a file that is refused is reported in the words of the refusal; the others arrive', async () => {
  functions.trouble = (source) =>
    source === 'page-7.md'
      ? {
          refusal: {
            kind: 'conflict',
            detail: 'slug is taken.',
            violations: [{ field: 'slug', issue: 'is taken by another page' }],
          },
        }
      : undefined;
  const lines: string[] = [];
  expect(await run(lines)).toMatchObject({ created: 39, reported: 1, failed: 0 });
  expect(lines).toContain('reported    page-7.md: was refused: slug is taken. · slug is taken by another page');
});

test('a file that makes a function fail is counted as failed; the others arrive', async () => {
  functions.trouble = (source) => (source === 'page-7.md' ? { fault: { errorType: 'RangeError' } } : undefined);
  expect(await run()).toMatchObject({ created: 39, failed: 1 });
});

test('a part that is away for a moment is waited for', async () => {
  let away = 10;
  functions.trouble = () =>
    (away -= 1) >= 0 ? { refusal: { kind: 'unavailable', detail: 'The database cannot be reached.' } } : undefined;
  expect(await run()).toMatchObject({ created: 40, reported: 0, failed: 0 });
});

const timeout = { fault: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds' } };

test('what runs out of its time is asked again', async () => {
  let slow = 10;
  functions.trouble = () => ((slow -= 1) >= 0 ? timeout : undefined);
  expect(await run()).toMatchObject({ created: 40, reported: 0, failed: 0 });
});

test('a file that each time ends whoever takes it is counted as failed; the others arrive', async () => {
  functions.trouble = (source) => (source === 'page-7.md' ? timeout : undefined);
  expect(await run()).toMatchObject({ created: 39, failed: 1 });
});

test('where nothing answers it ends, and the next run goes on', async () => {
  functions.trouble = () => {
    if (functions.posts.size >= 20) void functions.stop();
    return undefined;
  };
  await expect(run()).rejects.toBeInstanceOf(Unreachable);
  functions.trouble = () => undefined;
  environment = { ...environment, ...(await functions.start()) };
  const already = functions.posts.size;
  expect(already).toBeLessThan(40);
  expect(await run()).toMatchObject({ created: 40 - already, unchanged: already });
});
