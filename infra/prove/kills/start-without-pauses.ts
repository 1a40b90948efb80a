import { webPart } from '../../launcher/children.ts';
import { instanceUp } from '../../launcher/instance-up.ts';
import { launch } from '../../launcher/launch.ts';
import { builtWeb } from '../../launcher/web-build.ts';

/** As `npm start`, which lets what falls again and again wait up to five seconds: what falls here is meant to. */
await launch(async (instance) => {
  await instanceUp(
    instance,
    async () => {
      const build = await builtWeb(() => undefined);
      return (environment) => webPart(environment, build);
    },
    { longestPause: 100 },
  );
});
