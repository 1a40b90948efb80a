import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';
import { tryLock } from '../services/lock.ts';
import type { Lock } from '../services/lock.ts';
import { requirePort } from '../services/ports.ts';
import { readSettings } from '../services/settings.ts';
import type { Settings } from '../services/settings.ts';
import { endLeftoverChildren } from './children.ts';
import { ensemble as newEnsemble } from './ensemble.ts';
import type { Ensemble } from './ensemble.ts';
import { removeInstance, runningInstance } from './instance-file.ts';
import { terminalReport } from './report.ts';
import type { Report } from './report.ts';
import { stopOnSignals } from './signals.ts';

export interface Launch {
  settings: Settings;
  report: Report;
  ensemble: Ensemble;
}

/** Runs an instance from its settings to its end. What is launched is the caller's affair; a CannotStart ends it with its sentence and exit code 1. */
export async function launch(run: (launch: Launch) => Promise<void>): Promise<void> {
  const report = terminalReport();
  const ensemble = newEnsemble(report);
  let dataDir: string | undefined;
  const end = async (code: number) => {
    await ensemble.stop();
    if (dataDir) removeInstance(dataDir);
    process.exit(process.exitCode ?? code);
  };
  const isStopping = stopOnSignals(report, () => end(0));
  const fail = async (error: unknown) => {
    // A part that is stopped while it starts fails, as it should.
    if (isStopping()) return;
    report.trouble(error instanceof CannotStart ? error.message : `The launcher failed: ${(error as Error).stack}`);
    await end(1);
  };
  process.on('uncaughtException', (error) => void fail(error));
  try {
    const settings = readSettings(process.env);
    holdDataDir(settings.dataDir);
    dataDir = settings.dataDir;
    await endLeftoverChildren(dataDir);
    await requirePort('PORT', settings.port, settings.host ? [settings.host] : ['127.0.0.1', '::1']);
    if (settings.metricsPort) await requirePort('METRICS_PORT', settings.metricsPort, ['127.0.0.1']);
    await run({ settings, report, ensemble });
  } catch (error) {
    await fail(error);
  }
}

let held: Lock | undefined;

/** One instance per data directory: two would fight over one cluster. The lock lives as long as this process. */
function holdDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    held = tryLock(join(dataDir, 'launcher.lock'));
    if (held) return;
  } catch (error) {
    throw new CannotStart(
      `The setting DATA_DIR is broken: ${dataDir} cannot be written (${(error as Error).message}).`,
    );
  }
  const pid = runningInstance(dataDir)?.pid;
  throw new CannotStart(
    `Colophon already runs on ${dataDir}${pid ? ` (process ${pid})` : ''}: stop it first, or give this one another DATA_DIR and PORT.`,
  );
}
