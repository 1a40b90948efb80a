import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

interface Report {
  testResults: FileReport[];
}

interface FileReport {
  name?: string;
  status: string;
  /** What kept the file from being loaded. */
  message?: string;
  assertionResults: { status: string; fullName?: string; failureMessages?: string[] | null }[];
}

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, a line each: the file, the test, and the first line of why. */
  failures: string[];
}

/**
 * Counts tests in Vitest's JSON report. A file that could not even be loaded has no test that failed, and counts as one;
 * so does a run that ended badly although every test passed, for instance by an error that nobody awaited.
 */
export function countOf(reportFile: string, endedWell: boolean): Count {
  const files = read(reportFile);
  const statuses = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const count = {
    passed: statuses.filter((status) => status === 'passed').length,
    failed: statuses.filter((status) => status === 'failed').length + broken.length,
    skipped: statuses.filter((status) => status !== 'passed' && status !== 'failed').length,
    failures: [
      ...files.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(isFailed)
          .map(({ fullName, failureMessages }) => line(name, fullName, failureMessages?.[0])),
      ),
      ...broken.map(({ name, message }) => line(name, 'was not run', message)),
    ],
  };
  const nothingRan = count.passed + count.failed === 0;
  return !endedWell || nothingRan ? { ...count, failed: Math.max(count.failed, 1) } : count;
}

const isFailed = ({ status }: { status: string }) => status === 'failed';

/** Of a length that leaves room for the others, wherever only the end of the output is kept. */
function line(file = 'a file without a name', test = 'a test without a name', why = ''): string {
  const [first = ''] = stripVTControlCharacters(why).trim().split('\n');
  return `${file} › ${test}: ${first.slice(0, 200)}`;
}

function read(reportFile: string): FileReport[] {
  try {
    return (JSON.parse(readFileSync(reportFile, 'utf8')) as Report).testResults;
  } catch {
    return [];
  }
}
