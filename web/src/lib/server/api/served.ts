/** How one object came to this page, as the headers of its answer tell it. */
export interface Served {
  /** Of the database's snapshot from which the object was built. */
  version?: string | undefined;
  cache?: 'hit' | 'miss' | 'bypass' | undefined;
  /** To be sent on as the page's own. */
  timing?: string | undefined;
}

export function readServed(headers: Headers): Served {
  return {
    version: headers.get('content-version') ?? undefined,
    cache: readCacheStatus(headers.get('cache-status')),
    timing: behindGateway(headers.get('server-timing')),
  };
}

/** Of the gateway and its cache the page's own answer speaks: that a part of it lay there says nothing of the page. */
function behindGateway(timing: string | null): string | undefined {
  const others = timing?.split(/,\s*/).filter((part) => !/^(?:edge|gateway)\b/.test(part));
  return others?.length ? others.join(', ') : undefined;
}

/** RFC 9211: one member a cache. The object was built anew only where none of them held it. */
function readCacheStatus(status: string | null): Served['cache'] {
  if (!status) return undefined;
  if (/;\s*hit\b/.test(status)) return 'hit';
  return /;\s*fwd=bypass\b/.test(status) ? 'bypass' : 'miss';
}
