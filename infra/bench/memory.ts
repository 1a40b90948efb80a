import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Instance } from '../launcher/instance-file.ts';
import type { Result } from './report.ts';

const mostMegabytes = 500;
/** Programs that we start and did not write. */
const notOurs = new Set(['postgres', 'redis']);

interface Size {
  /** Resident set: what is shared between processes, the program itself above all, is counted in each. */
  rss: number;
  /** Proportional set: what is shared is divided among those who share it. Only Linux tells. */
  pss: number | undefined;
}

/** The memory of Colophon's own processes, in megabytes, as they are now. */
export function measureMemory({ pid, processes }: Instance): Result[] {
  const own = Object.entries({ launcher: pid, ...processes }).filter(([name]) => !notOurs.has(name));
  const sizes = own.map(([name, pid]) => ({ name, ...sizeOf(pid) }));
  const rss = sum(sizes.map((size) => size.rss));
  const pss = sizes.map((size) => size.pss).filter((size) => size !== undefined);
  const each = sizes.map((size) => `${size.name} ${Math.round(size.rss)}`).join(', ');
  // Together they have a shared page once, whoever asks how much memory they take; where nobody tells, each counts it.
  const together = pss.length === sizes.length ? sum(pss) : rss;
  return [
    {
      what: `memory of ${sizes.length} processes of ours together`,
      value: `${Math.round(together)} MB (PSS; the sum of their RSS is ${Math.round(rss)} MB)`,
      target: `≤ ${mostMegabytes} MB`,
      reached: together <= mostMegabytes,
    },
    { what: 'memory, each (RSS, MB)', value: each },
  ];
}

function sizeOf(pid: number): Size {
  if (process.platform !== 'linux') {
    return {
      rss: Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024,
      pss: undefined,
    };
  }
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const line = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024;
  return { rss: line('Rss'), pss: line('Pss') };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
