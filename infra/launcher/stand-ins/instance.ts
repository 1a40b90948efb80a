import { childPart } from '../children.ts';
import { launch } from '../launch.ts';

/** An instance whose parts are stand-ins: `name:behaviour …` on the command line, added in that order. */
await launch(async ({ settings, report, ensemble }) => {
  for (const argument of process.argv.slice(2)) {
    const [name = '', behaviour = ''] = argument.split(':');
    const entry = `${import.meta.dirname}/part.ts`;
    const env = { PATH: process.env['PATH'] ?? '', NAME: name };
    await ensemble.add(childPart({ name, entry, args: [behaviour], env, dataDir: settings.dataDir }), { attempts: 2 });
  }
  await report.say(`ready ${JSON.stringify(ensemble.pids())}`);
});
