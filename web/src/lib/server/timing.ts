import type { Served } from './api/served.ts';

/** What the parts behind a page report of its main object, the page reports as its own. */
export function sendTiming(setHeaders: (headers: Record<string, string>) => void, { timing }: Served): void {
  if (timing) setHeaders({ 'server-timing': timing });
}
