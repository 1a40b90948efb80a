import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultKinds } from './plan.ts';
import { bound } from './model.ts';
import type { Proof } from './run.ts';
import { timelineOf } from './timeline.ts';

/** Writes the report and its picture into a folder of their own. @returns the text, and where it is */
export async function writeReport(proof: Proof, folder: string): Promise<{ text: string; path: string }> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const to = join(folder, `${stamp}-seed-${proof.seed}${proof.plant ? `-${proof.plant}` : ''}`);
  await mkdir(to, { recursive: true });
  const text = reportOf(proof);
  await writeFile(join(to, 'timeline.svg'), timelineOf(proof));
  await writeFile(join(to, 'report.md'), text);
  return { text, path: join(to, 'report.md') };
}

export function reportOf(proof: Proof): string {
  const { seed, seconds, plant, faults, violations, reads, seen, writes, worst } = proof;
  const of = (...kinds: string[]) => violations.filter(({ kind }) => kinds.includes(kind)).length;
  const verdict = violations.length === 0 ? 'Nothing was lost, and nothing was stale' : 'The promise was broken';
  const others = violations.length - of('stale', 'own write', 'lost');
  return `# ${verdict}

\`npm run prove -- --seconds ${seconds} --seed ${seed}\`${plant ? `, with \`PROVE_PLANT=${plant}\`` : ''}

${table(
  ['what', 'how many'],
  [
    ['reads checked, and versions of posts seen in them', `${whole(reads)}, ${whole(seen)}`],
    ['writes acknowledged', whole(writes)],
    [
      'faults, of so many kinds',
      `${faults.length}, ${new Set(faults.map(({ kind }) => kind)).size} of ${faultKinds.length}`,
    ],
    ['acknowledged writes lost', whole(of('lost'))],
    [
      `reads stale past the bound (${bound.calmMs / 1_000} s, ${bound.afterFaultMs / 1_000} s after a fault)`,
      whole(of('stale')),
    ],
    ['reads of authors that lacked their own write', whole(of('own write'))],
    ['answers that were torn, made up, refused or never came', whole(others)],
    ['longest that a reader was behind, without faults', inSeconds(worst.calmMs)],
    ['longest that a reader was behind, around a fault', inSeconds(worst.afterFaultMs)],
  ],
)}
${violations.length > 0 ? `\n## What was found\n\n${violationsOf(proof)}\n` : ''}
![What happened when](timeline.svg)

## From a write to everybody’s eyes

From its acknowledgement, which follows the commit, and from the moment at which the author sent it, which precedes it, to the first answer of the API that shows it, asked for every few milliseconds. Every other builder is slowed by up to 80 ms on purpose.

${latencies(proof)}

## How long each was away

A process and a service are asked by themselves ten times a second; reads, pages and writes are those of everybody.

${table(
  ['what', 'longest without an answer', 'asked', 'without an answer'],
  Object.entries(proof.availability).map(([name, { longestMs, asked, failed }]) => [
    name,
    inSeconds(longestMs),
    whole(asked),
    whole(failed),
  ]),
)}

## The faults

${table(
  ['at', 'fault', 'for'],
  faults.map(({ kind, beganMs, endedMs }) => [
    inSeconds(beganMs),
    kind,
    kind.startsWith('kill') ? 'at once' : inSeconds(endedMs - beganMs),
  ]),
)}
`;
}

function violationsOf({ violations }: Proof): string {
  const shown = violations.slice(0, 20).map(({ kind, atMs, text }) => `- ${inSeconds(atMs)}, ${kind}: ${text}`);
  if (violations.length > 20) shown.push(`- and ${violations.length - 20} more`);
  return shown.join('\n');
}

function latencies({ visible }: Proof): string {
  const rows = [true, false].flatMap((isCalm) =>
    (['fromAcknowledgedMs', 'fromSentMs'] as const).map((from) => {
      const values = visible.filter((one) => one.isCalm === isCalm).map((one) => one[from]);
      const name = `${from === 'fromSentMs' ? 'sent' : 'acknowledged'} → visible, ${isCalm ? 'no fault near' : 'around a fault'}`;
      return [name, whole(values.length), ...[50, 90, 99, 100].map((percent) => inMs(percentile(values, percent)))];
    }),
  );
  return table(['what', 'writes', 'p50', 'p90', 'p99', 'longest'], rows);
}

/** The smallest value that so many percent of them do not exceed. */
export function percentile(values: number[], percent: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

function table(heads: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function inMs(ms: number | undefined): string {
  return ms === undefined ? '–' : `${ms.toFixed(0)} ms`;
}
