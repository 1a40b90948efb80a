import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StandInFunctions } from '../cli/import/stand-in-functions.ts';
import { importSampleSite } from './seed.ts';

const functions = new StandInFunctions();
let environment: Record<string, string>;

beforeEach(async () => {
  environment = { ...(await functions.start()), FILES_DIR: await mkdtemp(join(tmpdir(), 'colophon-files-')) };
});
afterEach(() => functions.stop());

test('the sample site arrives whole: nothing in it is missing, nothing has to be made to fit', async () => {
  const lines: string[] = [];
  const reports = await importSampleSite(environment, (line) => void lines.push(line));
  expect(lines.filter((line) => line.startsWith('reported'))).toEqual([]);
  for (const report of reports) expect(report).toMatchObject({ reported: 0, failed: 0 });
  expect(functions.asked).toContain('database-write-import-site');
  expect(functions.posts.size).toBeGreaterThanOrEqual(10);
  expect([...functions.parts.keys()]).toEqual([
    ...['ABOUT', 'WORK_HISTORY', 'EDUCATION', 'LANGUAGES', 'TECH_STACK', 'CONTACT', 'DOCUMENTS', 'REDIRECTS'],
  ]);
  expect(functions.projects.map(({ techStack }) => techStack?.length), 'all that it names is there').toEqual([10]);
  const files = await readdir(environment['FILES_DIR'] ?? '');
  expect(files.filter((file) => file.endsWith('.pdf'))).toHaveLength(2);
  for (const { request } of functions.posts.values()) {
    expect(request).toMatchObject({ draft: false, summary: expect.stringMatching(/\S/) as string });
    for (const [, file] of request.bodyMarkdown?.matchAll(/\(\/files\/([^)#]+)/g) ?? []) expect(files).toContain(file);
  }
});
