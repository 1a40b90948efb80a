import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type ResumeJson, ResumeSchema } from '../../../proto/gen/colophon/profile/v1/resume_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { documents } from '../documents/documents.ts';
import { techStackCategories } from '../techstack/techstack.ts';
import { type NamedFile, pictureRows, picturesOf } from '../media/picture.ts';
import { readOnce } from '../transaction.ts';
import { education } from './education.ts';
import { languages } from './languages.ts';
import { workHistory } from './work-history.ts';

const descriptions = `(select string_agg(description_markdown, e'\\n\\n') from (
  select description_markdown from published.work_history union all select description_markdown from published.education) described)`;

const statement = {
  name: 'build-resume',
  text: `
    select pg_current_snapshot()::text as snapshot, json_build_object(
      'work', ${workHistory.items('published')},
      'education', ${education.items('published')},
      'languages', ${languages.items('published')},
      'techStack', ${techStackCategories.items('published')},
      'documents', ${documents.items('published', `kind = 'resume'`)}) as object,
      ${pictureRows(descriptions)} as files`,
};

const parts = [tags.workHistory, tags.education, tags.languages, tags.techStack, tags.documents];

/** All of the résumé, at one moment. */
export async function buildResume(): Promise<BuiltObject<MessageShape<typeof ResumeSchema>>> {
  const [row] = await readOnce<{ snapshot: string; object: ResumeJson; files: NamedFile[] }>('reader', statement);
  const { snapshot, object, files } = row!;
  const { pictures, tags: pictureTags } = picturesOf(files);
  return {
    object: fromJson(ResumeSchema, { ...object, pictures }),
    snapshot,
    tags: tagged(
      [...parts, ...(object.documents ?? []).map(({ mediaId }) => tags.media(mediaId!)), ...pictureTags],
      [...parts, tags.pictures],
    ),
  };
}
