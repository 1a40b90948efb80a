import type { SiteJson } from '../../../../../proto/gen/colophon/site/v1/site_pb.js';
import { ask, type Answer, type Fetch } from './ask.ts';
import type { Whole } from './whole.ts';

export type Site = Whole<SiteJson>;

const emptySite: Site = { title: '', tagline: '', description: '', author: '', menu: [], updatedAt: '', sections: [] };

export async function getSite(fetch: Fetch): Promise<Answer<Site>> {
  const { body, served } = await ask<Partial<Site>>(fetch, 'site');
  return { body: { ...emptySite, ...body }, served };
}
