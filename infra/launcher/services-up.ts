import { freePort } from '../services/ports.ts';
import type { Settings } from '../services/settings.ts';
import { startContainers } from './containers.ts';
import { awsIdentity, instanceEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { runErrand } from './errand.ts';
import type { Report } from './report.ts';
import { postgresPart, queuePart, redisPart } from './service-parts.ts';
import type { ServicePart } from './service-parts.ts';
import { supervise } from './supervise.ts';
import type { Supervised } from './supervise.ts';

export interface ServicesUp {
  environment: Environment;
  /** Those that are ours to keep running, in the order in which they are stopped. */
  parts: Supervised[];
}

interface Options {
  settings: Settings;
  report: Report;
  onChange?: () => void;
  /** Called as soon as a part runs, so that an end that comes early stops it too. */
  onStarted?: (part: Supervised) => void;
}

/** Postgres, Redis and the queue run or are found, the database is migrated, the queues are there, and every address is known. */
export async function servicesUp(options: Options): Promise<ServicesUp> {
  const { settings, report } = options;
  const [queue, redis, postgres] = await findOrStart(options);
  const aws = awsIdentity(settings, process.env);
  const [lambdaPort, webPort] = [await freePort(), await freePort()];
  const addresses = { databaseUrl: postgres.address, redisUrl: redis.address, sqsEndpoint: queue.address, lambdaPort, webPort };
  let queueUrls: Record<string, string> = {};
  const preparation = instanceEnvironment(settings, { ...addresses, queueUrls }, aws);
  await runErrand('prepare', settings.dataDir, preparation, (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    if (message.kind === 'queues') queueUrls = message.urls;
  });
  const parts = [queue, redis, postgres].flatMap(({ part }) => part ?? []);
  return { environment: instanceEnvironment(settings, { ...addresses, queueUrls }, aws), parts };
}

interface Found {
  address: string;
  part?: Supervised;
}

/** A service that is given by address replaces ours. All that are ours start at once; when one fails the others are waited for, so that they can be stopped. */
async function findOrStart({ settings, report, onChange = () => undefined, onStarted }: Options): Promise<[Found, Found, Found]> {
  const { databaseUrl, redisUrl, sqsEndpoint } = settings;
  const containers = settings.services === 'docker' ? await startContainers(settings, report) : undefined;
  if (containers) onStarted?.(containers.part);
  const own = async (given: string | undefined, part: ServicePart<string>): Promise<Found> => {
    if (given !== undefined) return { address: given };
    const supervised = await supervise(part, { report, onChange });
    onStarted?.(supervised);
    return { address: part.address(), part: supervised };
  };
  const outcomes = await Promise.allSettled([
    own(sqsEndpoint ?? containers?.sqsEndpoint, queuePart(settings)),
    own(redisUrl ?? containers?.redisUrl, redisPart(settings, report)),
    own(databaseUrl ?? containers?.databaseUrl, postgresPart(settings, report)),
  ]);
  const [queue, redis, postgres] = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }) as [Found, Found, Found];
  return [queue, redis, postgres];
}
