import { optionalSetting } from './settings.ts';

/** Whether cached entries are compared with the database all the time: FRESHNESS_CHECKER=off ends that. */
export function checkerIsOn(): boolean {
  return optionalSetting('FRESHNESS_CHECKER') !== 'off';
}
