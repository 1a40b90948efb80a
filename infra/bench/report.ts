import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../services/tools.ts';
import { loadProgram } from './load.ts';
import type { Options } from './options.ts';

export interface Result {
  what: string;
  value: string;
  target?: string;
  reached?: boolean;
}

export function isMissed({ reached }: Result): boolean {
  return reached === false;
}

/** A table that a terminal shows as well as a Markdown viewer. */
export function tableOf(results: Result[]): string {
  const head = ['measured', 'result', 'target', 'verdict'];
  const rows = results.map((result) => [result.what, result.value, result.target ?? '', verdict(result)]);
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => [...(row[column] ?? name)].length)),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function verdict(result: Result): string {
  if (result.reached === undefined) return '';
  return isMissed(result) ? 'MISSED' : 'reached';
}

/** What the figures are worth: they are of this machine, which does everything at once. */
export function circumstances({ seconds, rounds, writes }: Options, program: string = loadProgram): string {
  const processors = availableParallelism();
  return [
    `${new Date().toISOString()}, commit ${commit()}, Node ${process.version}, ${processors} × ${cpus()[0]?.model ?? 'processor'}.`,
    `Loads of ${seconds} s by ${program} in ${rounds} interleaved rounds; ${writes} writes.`,
    `The load generator, Postgres, Redis and the queue share the ${processors} processors with what is measured, so trust ratios of one run before figures.`,
  ].join('\n');
}

/** Where the next one looks for what the last one saw. */
export function writeReport(text: string): string {
  const folder = join(root, 'bench-results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.md'), text);
  return 'bench-results/latest.md';
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
