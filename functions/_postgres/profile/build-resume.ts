import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type ResumeJson, ResumeSchema } from '../../../proto/gen/colophon/profile/v1/resume_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { documents } from '../documents/documents.ts';
import { techStackCategories } from '../techstack/techstack.ts';
import { readOnce } from '../transaction.ts';
import { education } from './education.ts';
import { languages } from './languages.ts';
import { workHistory } from './work-history.ts';

const statement = {
  name: 'build-resume',
  text: `
    select pg_current_snapshot()::text as snapshot, json_build_object(
      'work', ${workHistory.items('published')},
      'education', ${education.items('published')},
      'languages', ${languages.items('published')},
      'techStack', ${techStackCategories.items('published')},
      'documents', ${documents.items('published', `kind = 'resume'`)}) as object`,
};

const parts = [tags.workHistory, tags.education, tags.languages, tags.techStack, tags.documents];

/** All of the résumé, at one moment. */
export async function buildResume(): Promise<BuiltObject<MessageShape<typeof ResumeSchema>>> {
  const [row] = await readOnce<{ snapshot: string; object: ResumeJson }>('reader', statement);
  const { snapshot, object } = row!;
  return {
    object: fromJson(ResumeSchema, object),
    snapshot,
    tags: tagged(
      [...parts, ...(object.documents ?? []).map(({ mediaId }) => tags.media(mediaId!))],
      [...parts, tags.pictures],
    ),
  };
}
