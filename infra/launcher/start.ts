import { webPart } from './children.ts';
import { instanceUp } from './instance-up.ts';
import { launch } from './launch.ts';
import { builtWeb } from './web-build.ts';

/** npm start */
await launch(async (instance) => {
  await instanceUp(instance, async () => {
    const build = await builtWeb((line) => instance.report.progress('web', line));
    return (environment) => webPart(environment, build);
  });
});
