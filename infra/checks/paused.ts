import { readFileSync } from 'node:fs';

/**
 * Pauses a server as a machine that hangs would: it answers nothing, and its connections stay. The parent stands still before
 * its children are looked for, so that none is begun meanwhile and goes on. @returns lets it go on
 */
export function pauseFamily(pid: number): () => void {
  const paused = stopFamily(pid);
  return () => {
    for (const each of paused.splice(0)) signal(each, 'SIGCONT');
  };
}

function stopFamily(pid: number): number[] {
  signal(pid, 'SIGSTOP');
  const deadline = performance.now() + 5_000;
  while (!standsStill(pid))
    if (performance.now() > deadline) throw new Error(`Process ${pid} does not stand still, though it was stopped.`);
  return [pid, ...childrenOf(pid).flatMap(stopFamily)];
}

/** Also of one that has gone. */
function standsStill(pid: number): boolean {
  try {
    return /^State:\s+[TtZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** A server's processes are a family: Postgres has one for each connection. */
export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has gone since somebody saw it.
    return [];
  }
}

/** Who has gone already needs none. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process that began this one. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
