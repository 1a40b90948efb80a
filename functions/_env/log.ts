import { pino } from 'pino';
import { optionalSetting } from './settings.ts';
import { trace } from './trace.ts';

/** One JSON object a line on standard output, as CloudWatch wants it, with the request that it belongs to. */
export const log = pino({
  level: optionalSetting('LOG_LEVEL') ?? 'info',
  base: null,
  mixin: () => ({ ...trace.getStore() }),
});
