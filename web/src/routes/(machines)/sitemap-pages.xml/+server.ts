import { pages, projects } from '#lib/server/sitemap/entries.ts';
import { sitemap } from '#lib/server/sitemap/sitemap.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, url }) => sitemap(await pages(fetch, await projects(fetch)), url);
