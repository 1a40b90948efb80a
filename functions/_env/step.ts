import { rmSync } from 'node:fs';
import { access } from 'node:fs/promises';

/**
 * Names a side effect on the way. In production it does nothing. Tests stop or kill the process here through the
 * environment, which no request can reach: `COLOPHON_STEPS="outbox-relay.sent=kill;cache-invalidate.begin=hold:/tmp/gate"`
 * kills the process at the first, and at the second waits as long as the file is there. A process that is started again
 * would be killed again: `kill-once:/tmp/file` and `fail-once:/tmp/file` take the file away, and do nothing without it.
 */
export function step(name: string): Promise<void> | void {
  if (process.env['COLOPHON_STEPS'] === undefined) return;
  return act(name);
}

/** Up to the first wait all of it happens at once, so that a kill needs nobody who waits for it. */
async function act(name: string): Promise<void> {
  for (const rule of process.env['COLOPHON_STEPS']?.split(';') ?? []) {
    const [step, action = ''] = rule.split('=', 2);
    if (step !== name) continue;
    const [verb, file = ''] = action.split(/:(.*)/s, 2);
    if (verb === 'kill' || (verb === 'kill-once' && isTaken(file))) process.kill(process.pid, 'SIGKILL');
    if (verb === 'fail' || (verb === 'fail-once' && isTaken(file)))
      throw new Error(`The step ${name} was made to fail.`);
    if (verb === 'hold') await isGone(file);
  }
}

/** Of several who want it, one takes it. */
function isTaken(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}

async function isGone(file: string): Promise<void> {
  const there = () =>
    access(file).then(
      () => true,
      () => false,
    );
  while (await there()) await new Promise((resolve) => setTimeout(resolve, 5));
}
