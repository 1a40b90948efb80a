/** What Lambda takes and hands back in one call: 6 MB of JSON. */
const limit = 6 * 1024 * 1024;
/** A character is six bytes of JSON at most (\u0000), and what stands beside a body is small; so most need not be counted. */
const surelyFits = limit / 6 - 64 * 1024;

/** Whether Lambda would take this event, or hand back this result. Only one with a large body is written out to be counted. */
export function fitsLambda(value: unknown, body: unknown): boolean {
  if (typeof body !== 'string' || body.length <= surelyFits) return true;
  return Buffer.byteLength(JSON.stringify(value)) <= limit;
}
