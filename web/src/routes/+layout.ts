import { dev } from '$app/env';

/**
 * Readers' pages are documents: they carry no script, so the text is not sent twice, each page is one response with
 * timings of its own, and a page that was kept by the router cannot go stale. The development server reloads through it.
 */
export const csr = dev;
/** The one spelling of an address is told by hooks.server.ts, which also knows doubled slashes; SvelteKit's own way leads astray there. */
export const trailingSlash = 'ignore';
