import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process told from any later one that was given the same pid. */
export interface ProcessIdentity {
  pid: number;
  startTime: string;
}

export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** True while that very process lives. A zombie counts as gone: it holds neither files nor ports. */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  return startTimeOf(pid) === startTime;
}

function startTimeOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid < 1) return undefined;
  try {
    if (process.platform === 'linux') return startTimeFromProc(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const started = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' || started.startsWith('Z') ? undefined : started.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/** The command name may hold spaces and brackets, so fields are counted from the last bracket: state is the 3rd, start time the 22nd. */
function startTimeFromProc(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** Resolves to true when the process has gone, false when it still runs after the time given. */
export async function gone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (isRunning(identity)) {
    if (performance.now() > deadline) return false;
    await wait(15);
  }
  return true;
}

/** Sends each signal in turn and waits its time; SIGKILL has the last word. */
export async function stopProcess(identity: ProcessIdentity, steps: [NodeJS.Signals, number][]): Promise<void> {
  for (const [signal, milliseconds] of [...steps, ['SIGKILL', 2000] as [NodeJS.Signals, number]]) {
    if (!isRunning(identity)) return;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // It went away between the look and the signal.
    }
    if (await gone(identity, milliseconds)) return;
  }
}

export function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
