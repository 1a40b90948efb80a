import { ofProject } from '#lib/server/feeds/routes.ts';

export const GET = ofProject('feed.json');
