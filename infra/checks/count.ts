import { readFileSync } from 'node:fs';

interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
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
  };
  const nothingRan = count.passed + count.failed === 0;
  return !endedWell || nothingRan ? { ...count, failed: Math.max(count.failed, 1) } : count;
}

const isFailed = ({ status }: { status: string }) => status === 'failed';

function read(reportFile: string): Report['testResults'] {
  try {
    return (JSON.parse(readFileSync(reportFile, 'utf8')) as Report).testResults;
  } catch {
    return [];
  }
}
