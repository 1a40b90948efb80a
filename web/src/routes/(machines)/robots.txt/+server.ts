import { answer } from '#lib/server/machine.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) =>
  answer(
    'text/plain; charset=utf-8',
    `User-agent: *\nDisallow: /studio\nAllow: /\n\nSitemap: ${url.origin}/sitemap.xml\n`,
  );
