import { pino } from 'pino';
import { optionalSetting } from './settings.ts';

/** One JSON object a line on standard output, as CloudWatch wants it. */
export const log = pino({ level: optionalSetting('LOG_LEVEL') ?? 'info', base: null });
