import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Names a side effect on the way. In production it does nothing. Tests stop or kill the process here through the
 * environment: `COLOPHON_STEPS="outbox-relay.sent=kill;cache-invalidate.invalidate=hold:/tmp/gate"` kills the process at
 * the first, and at the second waits as long as the file is there; `slow:60` waits up to 60 ms, every other time.
 */
export function step(name: string): Promise<void> | void {
  if (process.env['COLOPHON_STEPS'] === undefined) return;
  return act(name);
}

async function act(name: string): Promise<void> {
  for (const rule of process.env['COLOPHON_STEPS']?.split(';') ?? []) {
    const [step, action = ''] = rule.split('=', 2);
    if (step !== name) continue;
    if (action === 'kill') process.kill(process.pid, 'SIGKILL');
    if (action === 'fail') throw new Error(`The step ${name} was made to fail.`);
    if (action.startsWith('hold:')) await isGone(action.slice('hold:'.length));
    if (action.startsWith('slow:') && Math.random() < 0.5)
      await pause(Math.random() * Number(action.slice('slow:'.length)));
  }
}

async function isGone(file: string): Promise<void> {
  const there = () =>
    access(file).then(
      () => true,
      () => false,
    );
  while (await there()) await pause(5);
}
