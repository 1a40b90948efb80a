/** So many in so long a time, as settings write it: 600/min. */
export interface Rate {
  limit: number;
  windowMs: number;
}

const units: Record<string, number> = { s: 1_000, min: 60_000, h: 3_600_000 };

export const ratePattern = '^[1-9]\\d{0,8}/(s|min|h)$';

/** @throws RangeError for what is no rate */
export function readRate(text: string): Rate {
  const [, limit, unit = ''] = new RegExp(ratePattern.replace('[1-9]\\d{0,8}', '([1-9]\\d{0,8})')).exec(text) ?? [];
  const windowMs = units[unit];
  if (windowMs === undefined) throw new RangeError(`${text} is not like 600/min`);
  return { limit: Number(limit), windowMs };
}

/** Of rates with different units, the one that lets more through. */
export function larger(one: Rate, other: Rate): Rate {
  return one.limit / one.windowMs >= other.limit / other.windowMs ? one : other;
}

export function share(rate: Rate, parts: number): Rate {
  return { limit: Math.max(1, Math.floor(rate.limit / parts)), windowMs: rate.windowMs };
}
