import { log } from '../../functions/_env/log.ts';
import { CannotStart } from '../services/cannot-start.ts';

/** How much time there is for the end. */
export interface Ending {
  withinMs: number;
  /** How long a connection on which nothing is asked is left open, for who is about to ask. */
  quietMs: number;
}

/** The launcher gives all of its children five seconds together. */
export const atOnce: Ending = { withinMs: 3000, quietMs: 0 };

type Close = (ending: Ending) => unknown;

/** Takes what is to be closed at the end; the last is closed first. */
export type OnStop = (close: Close) => void;

/**
 * Runs a process of ours from start to end. SIGTERM, SIGINT and a launcher that died (its IPC channel closes) all mean:
 * take nothing new, finish what runs, go. Its parent may say so with a message, too, and with it how much time there is.
 */
export function runProcess(start: (onStop: OnStop) => Promise<void>): void {
  const closes: Close[] = [];
  let stopping = false;
  const stop = async (ending: Ending) => {
    // Whoever says it again may have less time.
    setTimeout(() => process.exit(0), ending.withinMs).unref();
    if (stopping) return;
    stopping = true;
    for (const close of closes.reverse()) {
      try {
        await close(ending);
      } catch (error) {
        log.warn({ err: error }, 'could not close');
      }
    }
    process.exit(0);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => void stop(atOnce));
  process.on('message', (message: { kind?: string; ending?: Ending }) => {
    if (message.kind === 'end') void stop(message.ending ?? atOnce);
  });
  start((close) => closes.push(close)).then(surviveStrayErrors, (error: unknown) => {
    const expected = error instanceof CannotStart;
    process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  });
}

/**
 * A handler may leave a promise or a timer behind that fails when nobody waits for it any more. Lambda would end that one
 * function's process; here it would end the requests of everybody else, and handlers keep nothing in memory that such a
 * failure could spoil. So it is logged and the process goes on. One that spins instead of failing stops the heartbeat.
 */
function surviveStrayErrors(): void {
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a promise failed that nobody waited for'));
  process.on('uncaughtException', (error) => log.error({ err: error }, 'a callback failed'));
}
