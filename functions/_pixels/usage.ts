import { readFile } from 'node:fs/promises';

const pageBytes = 4096;
const ticksPerSecond = 100;

/** What a process holds, and for how long it has computed. Undefined where the system does not say: elsewhere than on Linux. */
export async function usageOf(pid: number | undefined): Promise<{ megabytes: number; seconds: number } | undefined> {
  const [stat, memory] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined),
    readFile(`/proc/${pid}/statm`, 'utf8').catch(() => undefined),
  ]);
  if (!stat || !memory) return undefined;
  // Behind the name, which may hold anything: state is the first, and the times are the 12th and 13th.
  const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(after[11]) + Number(after[12]);
  return { megabytes: (Number(memory.split(' ')[1]) * pageBytes) / 2 ** 20, seconds: ticks / ticksPerSecond };
}
