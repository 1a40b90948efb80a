import { ofSite } from '#lib/server/feeds/routes.ts';

export const GET = ofSite('rss.xml');
