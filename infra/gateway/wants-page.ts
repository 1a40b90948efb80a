import { pathOf } from './problem.ts';
import type { PluginRequest } from './plugin.ts';

/** A browser that is going to another page, and no program: it is shown words, or led on. */
export function wantsPage({ raw }: PluginRequest): boolean {
  return (raw.headers.accept?.includes('text/html') ?? false) && !pathOf(raw.url ?? '').startsWith('/api/');
}
