import { join, resolve } from 'node:path';
import { CannotStart } from '../services/cannot-start.ts';
import { requirePort } from '../services/ports.ts';
import { endLeftover } from '../services/running.ts';
import { SettingError } from '../services/settings.ts';
import { childPart } from './children.ts';
import { childEnvironment, pick } from './environment.ts';
import type { Environment } from './environment.ts';
import { runErrand } from './errand.ts';
import { mark } from './first-start.ts';
import { runningInstance, writeInstance } from './instance-file.ts';
import type { Instance } from './instance-file.ts';
import { launch } from './launch.ts';
import type { Launch } from './launch.ts';
import { servicesUp } from './services-up.ts';

const serverless = 'node_modules/serverless/bin/serverless.js';
const services = ['DATABASE_URL', 'REDIS_URL', 'SQS_ENDPOINT'];
const keys = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * npm run offline: the same functions under serverless-offline, with the services of the instance that runs on this DATA_DIR,
 * or else with services of its own. What serverless-offline has no notion of, the queue and the bell, runs beside it.
 */
try {
  const port = portOf('OFFLINE_PORT', 3000);
  const lambdaPort = portOf('OFFLINE_LAMBDA_PORT', 3002);
  const instance = runningInstance(dataDir());
  if (instance) useServicesOf(instance);
  // What a launcher that was killed left behind holds the ports for a moment.
  if (!runningInstance(dataDir())) await endLeftover(join(dataDir(), 'serverless-offline'), [['SIGTERM', 1000]]);
  await requirePort('OFFLINE_PORT', port, ['127.0.0.1', '::1']);
  await requirePort('OFFLINE_LAMBDA_PORT', lambdaPort, ['127.0.0.1']);
  delete process.env['HOST'];
  process.env['PORT'] = String(port);
  await launch((launched) => offline(launched, lambdaPort, instance));
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function offline({ settings, report, ensemble }: Launch, lambdaPort: number, instance?: Instance): Promise<void> {
  const { dataDir: folder, publicUrl, port } = settings;
  const environment: Environment = {
    ...(await servicesUp({ settings, report, ensemble })),
    LAMBDA_ENDPOINT: `http://127.0.0.1:${lambdaPort}`,
    ...(instance && pick(instance.environment, ['FILES_DIR'])),
  };
  const startedAt = new Date().toISOString();
  ensemble.onChange(() => writeInstance(folder, { startedAt, publicUrl, environment, processes: ensemble.pids() }));
  const env = childEnvironment(environment);
  const ports = `--httpPort ${port} --lambdaPort ${lambdaPort}`;
  const args = `offline start --stage local ${ports}`.split(' ');
  report.progress('serverless-offline', 'bundling the functions');
  await ensemble.add(
    // It bundles each function by itself, which takes half a minute of a machine that has nothing else to do.
    childPart({ name: 'serverless-offline', entry: serverless, args, env, dataDir: folder, readyWithinSeconds: 240 }),
  );
  await runErrand('settle', folder, environment, (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    if (message.kind === 'token') void report.say(`token ${message.token}`).then(() => mark(folder, 'token-printed'));
  });
  await ensemble.add(
    childPart({ name: 'offline-events', entry: 'infra/launcher/offline-events.ts', env, dataDir: folder }),
  );
  await report.say(`ready ${publicUrl}`);
}

/** As if its user had given them, and with a folder of our own; whoever has its token needs no other. */
function useServicesOf({ environment }: Instance): void {
  Object.assign(process.env, pick(environment, [...services, ...keys]), { DATA_DIR: join(dataDir(), 'offline') });
  delete process.env['SERVICES'];
  mark(dataDir(), 'token-printed');
}

function dataDir(): string {
  return resolve(process.env['DATA_DIR'] || '.colophon');
}

function portOf(variable: string, usual: number): number {
  const given = process.env[variable]?.trim() || String(usual);
  const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port < 1 || port > 65535) throw new SettingError(variable, given, 'a port number from 1 to 65535');
  return port;
}
