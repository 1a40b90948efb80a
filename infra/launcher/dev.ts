import { join } from 'node:path';
import { root } from '../services/tools.ts';
import { childPart, webEnvironment } from './children.ts';
import { instanceUp } from './instance-up.ts';
import { launch } from './launch.ts';
import { watchFor } from './watch.ts';

/** npm run dev: as npm start, but the web is Vite's server, and the functions' processes are replaced when their sources change. */
const sources = ['functions', 'infra/gateway', 'infra/lambda-host', 'proto', 'serverless.yml'].map((path) =>
  join(root, path),
);

await launch(async (instance) => {
  const { report, settings } = instance;
  const web = (environment: Record<string, string>) =>
    childPart({
      name: 'web',
      entry: 'infra/launcher/web-dev.ts',
      env: { ...webEnvironment(environment), NODE_ENV: 'development' },
      dataDir: settings.dataDir,
    });
  // A handler that cannot be loaded is tried again when a file changes, not every few seconds.
  const { lambdaHost, gateway } = await instanceUp(instance, () => Promise.resolve(web), {
    longestPause: 60_000,
    webReloads: true,
  });
  watchFor(sources, async (changed) => {
    report.progress('dev', `${changed} changed, replacing gateway and lambda-host`);
    const both = await Promise.all([lambdaHost.restart(), gateway.restart()]);
    report.progress('dev', both.every(Boolean) ? 'replaced' : 'waiting for a change that mends it');
  });
});
