import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countOf } from './count.ts';

const dir = mkdtempSync(join(tmpdir(), 'colophon-count-'));
afterAll(() => rmSync(dir, { recursive: true }));

function report(...files: [status: string, ...tests: string[]][]): string {
  const path = join(dir, 'report.json');
  const testResults = files.map(([status, ...tests]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

test.each([
  ['all is well', [['passed', 'passed', 'passed', 'skipped']], true, { passed: 2, failed: 0, skipped: 1 }],
  [
    'a test failed',
    [
      ['passed', 'passed'],
      ['failed', 'failed', 'passed'],
    ],
    false,
    { passed: 2, failed: 1, skipped: 0 },
  ],
  ['a file could not be loaded', [['passed', 'passed'], ['failed']], false, { passed: 1, failed: 1, skipped: 0 }],
  ['an error came from nowhere', [['passed', 'passed']], false, { passed: 1, failed: 1, skipped: 0 }],
  ['no test was found', [], true, { passed: 0, failed: 1, skipped: 0 }],
] as const)('when %s', (_, files, endedWell, count) => {
  expect(countOf(report(...(files as unknown as [string, ...string[]][])), endedWell)).toMatchObject(count);
});

test('a run that left no report has failed', () => {
  expect(countOf(join(dir, 'nothing.json'), true)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: [] });
});

test('what failed is named with its file and the first line of why', () => {
  const path = join(dir, 'named.json');
  const failed = {
    status: 'failed',
    fullName: 'posts are kept',
    failureMessages: ['\u001b[31mone is gone\u001b[39m\n  at'],
  };
  const testResults = [
    { name: '/a.test.ts', status: 'failed', assertionResults: [{ status: 'passed', fullName: 'well' }, failed] },
    { name: '/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
  ];
  writeFileSync(path, JSON.stringify({ testResults }));
  expect(countOf(path, false).failures).toEqual([
    '/a.test.ts › posts are kept: one is gone',
    '/b.test.ts › was not run: no such module',
  ]);
});
