import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 50;

/** Waits for a condition, outside of tests too; whatever is thrown meanwhile counts as "not yet". */
export async function until(what: string, isSo: () => unknown, withinMs = 60_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  let reason: unknown;
  while (performance.now() < giveUpAt) {
    try {
      if (await isSo()) return;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await pause(everyMs);
  }
  throw new Error(`Not within ${withinMs} ms: ${what}.`, { cause: reason });
}
