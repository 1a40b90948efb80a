import { gatewayPart, lambdaHostPart, webPart } from './children.ts';
import { runErrand } from './errand.ts';
import { mark } from './first-start.ts';
import { writeInstance } from './instance-file.ts';
import { launch } from './launch.ts';
import { servicesUp } from './services-up.ts';
import { builtWeb } from './web-build.ts';

/** npm start: everything up, in the order in which each part is needed. */
await launch(async ({ settings, report, ensemble }) => {
  const { dataDir, publicUrl } = settings;
  const [environment, build] = await Promise.all([
    servicesUp({ settings, report, ensemble }),
    builtWeb((line) => report.progress('web', line)),
  ]);
  const startedAt = new Date().toISOString();
  ensemble.onChange(() => writeInstance(dataDir, { startedAt, publicUrl, environment, processes: ensemble.pids() }));
  await Promise.all([
    ensemble.add(lambdaHostPart(environment), { attempts: 3 }),
    ensemble.add(webPart(environment, build), { attempts: 3 }),
  ]);
  await runErrand('settle', dataDir, environment, (message) => {
    if (message.kind === 'progress') report.progress(message.part, message.line);
    if (message.kind === 'token') void report.say(`token ${message.token}`).then(() => mark(dataDir, 'token-printed'));
  });
  await ensemble.add(gatewayPart(environment), { attempts: 3 });
  await report.say(`ready ${publicUrl}`);
});
