import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type SiteJson, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

/** The first by a key, which an index finds. Within `exists` the order would be dropped, and all of them read through. */
const oneOf = (view: string, key = 'id') => `(select ${key}::text from published.${view} order by ${key} limit 1)`;

/** What a reader would find nothing in has no place in a menu. */
const sections = {
  PROJECTS: oneOf('projects'),
  POSTS: oneOf('posts'),
  TAGS: '(select tag from published.tag_counts() limit 1)',
  ABOUT: oneOf('about_sections', 'section'),
  RESUME: `coalesce(${oneOf('work_history')}, ${oneOf('education')}, ${oneOf('languages')})`,
  DOCUMENTS: oneOf('documents'),
  CONTACT: oneOf('contact_channels'),
};

const found = Object.entries(sections).map(([name, one]) => `case when ${one} is not null then '${name}' end`);

const statement = {
  name: 'build-site',
  text: `
    select pg_current_snapshot()::text as snapshot, array_remove(array[${found.join(', ')}], null) as sections, (
      select json_build_object('title', title, 'tagline', tagline, 'description', description, 'author', author,
                               'menu', menu, 'updatedAt', ${timestamp('updated_at')})
      from published.sites) as object`,
};

const parts = [tags.projects, tags.posts, tags.tags, tags.about, tags.workHistory, tags.education, tags.languages];

/** The site's settings. Before anybody wrote them, a site without a name: that is an answer, too. */
export async function buildSite(): Promise<BuiltObject<MessageShape<typeof SiteSchema>>> {
  const [row] = await readOnce<{
    snapshot: string;
    sections: NonNullable<SiteJson['sections']>;
    object: SiteJson | null;
  }>('reader', statement);
  const { snapshot, sections, object } = row!;
  return {
    object: fromJson(SiteSchema, { ...object, sections }),
    snapshot,
    tags: tagged([tags.site, ...parts, tags.documents, tags.contact]),
  };
}
