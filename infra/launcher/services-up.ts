import { freePort } from '../services/ports.ts';
import type { Settings } from '../services/settings.ts';
import { startContainers } from './containers.ts';
import { awsIdentity, instanceEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Ensemble } from './ensemble.ts';
import { runErrand } from './errand.ts';
import type { Report } from './report.ts';
import { postgresPart, queuePart, redisPart } from './service-parts.ts';
import type { ServicePart } from './service-parts.ts';

interface Options {
  settings: Settings;
  report: Report;
  /** Whatever is started is added to it; stopping it stops the services too. */
  ensemble: Ensemble;
}

/** Postgres, Redis and the queue run or are found, the database is migrated, the queues are there: answers all addresses. */
export async function servicesUp(options: Options): Promise<Environment> {
  const { settings, report } = options;
  const [databaseUrl, redisUrl, sqsEndpoint] = await findOrStart(options);
  const aws = awsIdentity(settings, process.env);
  const [lambdaPort, webPort] = [await freePort(), await freePort()];
  const metricsPort = settings.metricsPort ?? (await freePort());
  const addresses = { databaseUrl, redisUrl, sqsEndpoint, lambdaPort, webPort, metricsPort };
  let queueUrls: Record<string, string> = {};
  const preparation = instanceEnvironment(settings, { ...addresses, queueUrls }, aws);
  await runErrand('prepare', settings.dataDir, preparation, (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    if (message.kind === 'queues') queueUrls = message.urls;
  });
  return instanceEnvironment(settings, { ...addresses, queueUrls }, aws);
}

/** A service that is given by address replaces ours. Ours start side by side; when one fails, the others are waited for, so that they can be stopped. */
async function findOrStart({ settings, report, ensemble }: Options): Promise<[string, string, string]> {
  const { databaseUrl, redisUrl, sqsEndpoint } = settings;
  const containers = settings.services === 'docker' ? await startContainers(settings, report) : undefined;
  if (containers) ensemble.adopt(containers.part);
  const own = async (part: ServicePart<string>): Promise<string> => {
    await ensemble.add(part);
    return part.address();
  };
  const found = await Promise.allSettled([
    databaseUrl ?? containers?.databaseUrl ?? own(postgresPart(settings, report)),
    redisUrl ?? containers?.redisUrl ?? own(redisPart(settings, report)),
    sqsEndpoint ?? containers?.sqsEndpoint ?? own(queuePart(settings)),
  ]);
  const addresses = found.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  return addresses as [string, string, string];
}
