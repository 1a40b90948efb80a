import { readFileSync } from 'node:fs';

/** Pauses a server as a machine that hangs would: it answers nothing, and its connections stay. @returns lets it go on */
export function pauseFamily(pid: number): () => void {
  const paused = familyOf(pid);
  for (const each of paused) process.kill(each, 'SIGSTOP');
  return () => {
    for (const each of paused.splice(0)) process.kill(each, 'SIGCONT');
  };
}

/** A server's processes are a family: Postgres has one for each connection. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** The process that began this one. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
