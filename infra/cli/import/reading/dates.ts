const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}:\d{2})(:\d{2})?(\.\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i;
const withMonthName = /^(?=.*[a-z]{3})(?=.*\b\d{4}\b)[a-z0-9 ,.:+-]+$/i;

/**
 * A date as people write it into front matter, as RFC 3339 in UTC. Without a zone it is taken as UTC, so that the same
 * file says the same on every machine. Undefined: cannot be read, or could mean two days, as 03/04/2020 does.
 */
export function readDate(value: unknown): string | undefined {
  if (value instanceof Date) return stamp(value.getTime());
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const [, day, time = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = iso.exec(text) ?? [];
  if (day === undefined) return withMonthName.test(text) ? stamp(Date.parse(zoned(text))) : undefined;
  if (!isDay(day)) return undefined;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?(..)$/, '$1:$2') : 'Z';
  return stamp(Date.parse(`${day}T${time.padStart(5, '0')}${seconds}${fraction.slice(0, 4)}${offset}`));
}

/** `2024-05-01-title.md` has its date before its title. */
export function dateFromName(name: string): { date?: string; rest: string } {
  const [, day = '', rest = ''] = /^(\d{4}-\d{2}-\d{2})(?:[-_. ]+(.*))?$/.exec(name) ?? [];
  const date = isDay(day) ? stamp(Date.parse(`${day}T00:00:00Z`)) : undefined;
  return date === undefined ? { rest: name } : { date, rest: rest || name };
}

function isDay(day: string): boolean {
  return stamp(Date.parse(`${day}T00:00:00Z`))?.startsWith(day) ?? false;
}

function zoned(text: string): string {
  return /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text} UTC`;
}

function stamp(milliseconds: number): string | undefined {
  if (!Number.isFinite(milliseconds) || milliseconds < Date.UTC(1, 0) || milliseconds >= Date.UTC(10_000, 0))
    return undefined;
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
