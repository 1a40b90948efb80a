import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

export interface Lock {
  release(): void;
}

const locked = 5;

/**
 * A lock between processes that the kernel holds: it ends with its process, however that dies, so there is no stale lock
 * to guess about and no pid to mistake. Node has no flock of its own; SQLite, which it carries, takes one for us.
 */
export function tryLock(path: string): Lock | undefined {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path);
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === locked) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/** Waits for its turn; `onWait` is called once when somebody else holds it. */
export async function waitForLock(path: string, onWait?: () => void): Promise<Lock> {
  let lock = tryLock(path);
  if (!lock) onWait?.();
  while (!lock) {
    await wait(100);
    lock = tryLock(path);
  }
  return lock;
}
