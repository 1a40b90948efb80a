import { create, fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type SiteJson, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

const statement = {
  name: 'build-site',
  text: `
    select pg_current_snapshot()::text as snapshot, (
      select json_build_object('title', title, 'tagline', tagline, 'description', description, 'author', author,
                               'menu', menu, 'updatedAt', ${timestamp('updated_at')})
      from published.sites) as object`,
};

/** The site's settings. Before anybody wrote them, a site without a name: that is an answer, too. */
export async function buildSite(): Promise<BuiltObject<MessageShape<typeof SiteSchema>>> {
  const [row] = await readOnce<{ snapshot: string; object: SiteJson | null }>('reader', statement);
  const { snapshot, object } = row!;
  return {
    object: object ? fromJson(SiteSchema, object) : create(SiteSchema),
    snapshot,
    tags: tagged([tags.site]),
  };
}
