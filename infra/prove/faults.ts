import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { pauseFamily, signal } from '../checks/paused.ts';
import type { Model } from './model.ts';
import type { Fault } from './plan.ts';
import { type PartName, type Rig, type ServiceName } from './rig.ts';

/** A fault as it was: the plan says when it was meant to begin. */
export interface Happened extends Fault {
  beganMs: number;
  endedMs: number;
}

/** Makes the faults of a plan happen, one after the other. */
export async function runFaults(
  plan: Fault[],
  rig: Rig,
  model: Model,
  { clock, signal, tell }: { clock: () => number; signal: AbortSignal; tell(line: string): void },
): Promise<Happened[]> {
  const happened: Happened[] = [];
  const recovering: Promise<void>[] = [];
  for (const fault of plan) {
    await pause(Math.max(0, fault.atMs - clock()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const beganMs = clock();
    const ends = model.faults.begins(beganMs);
    tell(`${seconds(beganMs)} ${fault.kind}${fault.forMs > 0 ? ` for ${seconds(fault.forMs)}` : ''}`);
    const { mend, isUp } = await begin(fault, rig);
    await pause(fault.forMs, undefined, { signal }).catch(() => undefined);
    await mend();
    const endedMs = clock();
    ends(endedMs);
    happened.push({ ...fault, beganMs, endedMs });
    if (isUp) recovering.push(isUp);
  }
  await Promise.all(recovering);
  return happened;
}

interface Begun {
  mend(): void | Promise<void>;
  /** Where somebody has to start it again, and nobody of its own. */
  isUp?: Promise<void>;
}

async function begin({ kind }: Fault, rig: Rig): Promise<Begun> {
  const [manner, part] = kind.split(' ') as [string, string];
  if (kind === 'hold fills') return holdFills(rig);
  if (kind === 'kill launcher' || kind === 'kill everything') {
    return { mend: () => undefined, isUp: rig.killAll(kind === 'kill everything') };
  }
  if (manner === 'cut') return { mend: rig.proxies[part as ServiceName].cut() };
  if (manner === 'stall') return { mend: rig.proxies[part as ServiceName].stall() };
  const pid = await pidOf(rig, part as PartName);
  if (manner === 'pause') return { mend: pauseFamily(pid) };
  signal(pid, 'SIGKILL');
  return { mend: () => undefined };
}

/** What was killed a moment ago may still be on its way up. */
async function pidOf(rig: Rig, part: PartName): Promise<number> {
  for (;;) {
    const pid = rig.pid(part);
    if (pid !== undefined) return pid;
    await pause(20);
  }
}

async function holdFills(rig: Rig): Promise<Begun> {
  await writeFile(rig.holdFills, '');
  return { mend: () => rm(rig.holdFills, { force: true }) };
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
