import { words } from './words.ts';

const format = (unit: string) =>
  new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 2 });
const [kilobytes, megabytes] = [format('kilobyte'), format('megabyte')];

/** 2.4 kB, 5 MB. */
export const fileSize = (bytes: number): string =>
  bytes < 1e6 ? kilobytes.format(Math.max(0.1, bytes / 1e3)) : megabytes.format(bytes / 1e6);
