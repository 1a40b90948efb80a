/** How a body can be compressed, in the names of HTTP. */
export type Encoding = 'br' | 'gzip';

/** Where the caller likes several alike, the first is taken. */
const preference: readonly Encoding[] = ['br', 'gzip'];

/**
 * The encoding that the caller of this Accept-Encoding likes best of those that there are; undefined for none, which every
 * caller takes. What is refused with q=0 is never chosen.
 */
export function chooseEncoding(
  accept: string | undefined,
  available: readonly Encoding[] = preference,
): Encoding | undefined {
  if (accept === undefined || accept === '') return undefined;
  const qualities = qualitiesOf(accept);
  const of = (name: string) => qualities.get(name) ?? qualities.get('*') ?? 0;
  let best: Encoding | undefined;
  for (const encoding of preference) {
    if (available.includes(encoding) && of(encoding) > (best === undefined ? 0 : of(best))) best = encoding;
  }
  // Whoever says that they like it better uncompressed gets it so.
  return best !== undefined && (qualities.get('identity') ?? 0) > of(best) ? undefined : best;
}

/** Readers' browsers send a handful of them; a stranger may send any. */
const known = new Map<string, Map<string, number>>();
const knownAtMost = 50;

function qualitiesOf(accept: string): Map<string, number> {
  const found = known.get(accept);
  if (found) return found;
  const qualities = new Map<string, number>();
  for (const member of accept.split(',')) {
    const [name = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    // What is no quality is no wish either.
    qualities.set(
      name === 'x-gzip' ? 'gzip' : name,
      /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? Number(quality) : 0,
    );
  }
  if (known.size < knownAtMost && accept.length < 200) known.set(accept, qualities);
  return qualities;
}

/** The entity tag of a compressed form: a strong one is of the bytes, so it cannot be the same. */
export function etagOf(etag: string, encoding: Encoding): string {
  return etag.endsWith('"') ? `${etag.slice(0, -1)}-${encoding}"` : etag;
}

/** Whether If-None-Match names this representation, in whatever form. Comparison is weak, as RFC 9110 wants it here. */
export function isNamed(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  const bare = bareTag(etag);
  return ifNoneMatch.match(/(?:W\/)?"[^"]*"/g)?.some((given) => bareTag(given) === bare) ?? false;
}

function bareTag(etag: string): string {
  return etag.replace(/^W\//, '').replace(/-(?:br|gzip)"$/, '"');
}
