import { ofTag } from '#lib/server/feeds/routes.ts';

export const GET = ofTag('feed.xml');
