import { gatewayPart, lambdaHostPart } from './children.ts';
import type { Environment } from './environment.ts';
import { runErrand } from './errand.ts';
import { mark } from './first-start.ts';
import { writeInstance } from './instance-file.ts';
import type { Launch } from './launch.ts';
import { servicesUp } from './services-up.ts';
import type { Part, Supervised } from './supervise.ts';

export interface InstanceUp {
  lambdaHost: Supervised;
  gateway: Supervised;
}

/** Everything up, in the order in which each part is needed. The pages are built, or whatever they need, while the services start. */
export async function instanceUp(
  { settings, report, ensemble }: Launch,
  prepareWeb: () => Promise<(environment: Environment) => Part>,
  { longestPause = 5000, webReloads = false } = {},
): Promise<InstanceUp> {
  const { dataDir, publicUrl } = settings;
  const [environment, web] = await Promise.all([servicesUp({ settings, report, ensemble }), prepareWeb()]);
  const startedAt = new Date().toISOString();
  ensemble.onChange(() => writeInstance(dataDir, { startedAt, publicUrl, environment, processes: ensemble.pids() }));
  const [lambdaHost] = await Promise.all([
    ensemble.add(lambdaHostPart(environment), { attempts: 3, longestPause }),
    ensemble.add(web(environment), { attempts: 3, longestPause }),
  ]);
  await runErrand('settle', dataDir, environment, (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    // Marked only when it was said: a token that nobody saw is replaced at the next start.
    if (message.kind === 'setup') void report.say(`setup ${message.address}`);
    if (message.kind === 'token') void report.say(`token ${message.token}`).then(() => mark(dataDir, 'token-printed'));
  });
  const gateway = await ensemble.add(gatewayPart(environment, webReloads), { attempts: 3, longestPause });
  await report.say(`ready ${publicUrl}`);
  return { lambdaHost, gateway };
}
