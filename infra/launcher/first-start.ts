import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Steps of the first start of a data directory; each is marked when it is done, so that a start that was killed is finished by the next. */
export type Mark = 'token-made' | 'token-printed' | 'seeding' | 'seeded';

export function isMarked(dataDir: string, mark: Mark): boolean {
  return existsSync(path(dataDir, mark));
}

export function mark(dataDir: string, mark: Mark, note = new Date().toISOString()): void {
  mkdirSync(join(dataDir, 'first-start'), { recursive: true, mode: 0o700 });
  writeFileSync(path(dataDir, mark), `${note}\n`, { mode: 0o600, flush: true });
}

export function noteOf(dataDir: string, mark: Mark): string {
  return isMarked(dataDir, mark) ? readFileSync(path(dataDir, mark), 'utf8').trim() : '';
}

function path(dataDir: string, mark: Mark): string {
  return join(dataDir, 'first-start', mark);
}
