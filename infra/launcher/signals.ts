import { readFileSync } from 'node:fs';
import { endEverythingLeft } from '../services/running.ts';
import type { Report } from './report.ts';

/**
 * npm hands Ctrl-C on to its script, which got it from the terminal as well: twice within a moment is once. Only a second
 * one that comes later means that the user will not wait.
 */
const sameKeystroke = 400;

/** Answers a question: are we stopping? */
export function stopOnSignals(report: Report, stop: () => Promise<void>): () => boolean {
  let since: number | undefined;
  const onSignal = () => {
    if (since === undefined) {
      since = performance.now();
      report.progress('colophon', 'stopping');
      void stop();
    } else if (performance.now() - since > sameKeystroke) {
      process.exitCode = 130;
      void endEverythingLeft(0).finally(() => process.exit());
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  if (!ignoresHangUp()) process.on('SIGHUP', onSignal);
  return () => since !== undefined;
}

/** Under nohup we are meant to outlive the terminal; a handler of ours would undo that. */
function ignoresHangUp(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}
