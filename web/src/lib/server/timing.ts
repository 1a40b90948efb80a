import type { Served } from './api/served.ts';

/** What the parts behind a page report of its main object, the page reports as its own; its version, too, by which an edge names it. */
export function sendTiming(setHeaders: (headers: Record<string, string>) => void, { timing, version }: Served): void {
  setHeaders({ ...(timing && { 'server-timing': timing }), ...(version && { 'content-version': version }) });
}
