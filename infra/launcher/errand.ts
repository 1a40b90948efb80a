import { join } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';
import { spawnNode } from '../services/node-process.ts';
import type { Running, StopSteps } from '../services/running.ts';
import { childEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { mark } from './first-start.ts';
import { terminalReport } from './report.ts';
import type { Report } from './report.ts';

/** What an errand tells the launcher. */
export type ErrandMessage =
  | { kind: 'progress'; part: string; line: string }
  | { kind: 'token'; token: string }
  | { kind: 'setup'; address: string }
  | { kind: 'queues'; urls: Record<string, string> }
  | { kind: 'refused'; sentence: string };

const stop: StopSteps = [['SIGTERM', 500]];

/**
 * Work that is done once needs libraries (the AWS SDK, a Postgres client, Markdown) that would stay in the launcher's
 * memory for good. It runs in a short-lived process instead.
 */
export async function runErrand(
  name: 'prepare' | 'settle',
  dataDir: string,
  environment: Environment,
  onMessage: (message: ErrandMessage) => void,
): Promise<void> {
  let refusal: string | undefined;
  const errand = await spawnNode({
    name,
    entry: join(import.meta.dirname, `${name}.ts`),
    env: childEnvironment(environment),
    base: join(dataDir, name),
    stop,
    output: 'stderr',
    onMessage: (message) => {
      const told = message as ErrandMessage;
      if (told.kind === 'refused') refusal = told.sentence;
      else onMessage(told);
    },
  });
  underWay.add(errand);
  const manner = await errand.exited;
  underWay.delete(errand);
  if (manner !== 'exit code 0')
    throw new CannotStart(refusal ?? `The step "${name}" failed (${manner}); see its messages above.`);
}

const underWay = new Set<Running>();

export async function abandonErrands(): Promise<void> {
  await Promise.all([...underWay].map((errand) => errand.stop()));
}

/** The errand's side: says what it has to say, and turns a failure that the user can mend into one sentence. */
export async function errand(work: (tell: (message: ErrandMessage) => Promise<void>) => Promise<void>): Promise<void> {
  process.on('disconnect', () => process.exit(1));
  const tell = process.send ? tellLauncher : tellUser(terminalReport());
  try {
    await work(tell);
    process.exit(0);
  } catch (error) {
    if (error instanceof CannotStart) await tell({ kind: 'refused', sentence: error.message });
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

function tellLauncher(message: ErrandMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** In a container there is no launcher; who reads the log is the user. */
function tellUser(report: Report): (message: ErrandMessage) => Promise<void> {
  return async (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    if (message.kind === 'refused') report.trouble(message.sentence);
    if (message.kind === 'setup') await report.say(`setup ${message.address}`);
    if (message.kind !== 'token') return;
    await report.say(`token ${message.token}`);
    mark(process.env['DATA_DIR'] ?? '', 'token-printed');
  };
}
