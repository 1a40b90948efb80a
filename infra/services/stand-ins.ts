import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Removed with everything else when the run ends. */
export function scratchFolder(): string {
  return mkdtempSync(join(inject('services').dir, 'scratch-'));
}

/** Runs a piece of TypeScript in a process of its own, which prints one line and is then killed as hard as it goes. Answers the line. */
export async function runAndKill(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return line.toString().trim();
}
