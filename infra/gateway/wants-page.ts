import type { FastifyRequest } from 'fastify';
import { pathOf } from './problem.ts';

/** A browser that is going to another page, and no program: it is shown words, or led on. */
export function wantsPage({ raw }: FastifyRequest): boolean {
  return (raw.headers.accept?.includes('text/html') ?? false) && !pathOf(raw.url ?? '').startsWith('/api/');
}
