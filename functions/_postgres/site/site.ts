import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type PutSiteRequest, type SiteJson, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { timestamp } from '../built-object.ts';
import type { Tx } from '../transaction.ts';

/** Replaces the site's settings; equal ones are left alone, and nothing becomes stale. */
export async function putSite(tx: Tx, site: PutSiteRequest): Promise<MessageShape<typeof SiteSchema>> {
  const menu = JSON.stringify(site.menu.map(({ label, href }) => ({ label, href })));
  await tx.query({
    name: 'put-site',
    text: `insert into colophon.sites (title, tagline, description, author, menu) values ($1, $2, $3, $4, $5)
      on conflict (id) do update set title = excluded.title, tagline = excluded.tagline, description = excluded.description,
        author = excluded.author, menu = excluded.menu
      where (sites.title, sites.tagline, sites.description, sites.author, sites.menu)
        is distinct from (excluded.title, excluded.tagline, excluded.description, excluded.author, excluded.menu)`,
    values: [site.title, site.tagline, site.description, site.author, menu],
  });
  const { rows } = await tx.query<{ object: SiteJson }>({
    name: 'site',
    text: `select json_build_object('title', title, 'tagline', tagline, 'description', description, 'author', author, 'menu', menu,
      'updatedAt', ${timestamp('updated_at')}) as object from colophon.sites`,
  });
  return fromJson(SiteSchema, rows[0]!.object);
}
