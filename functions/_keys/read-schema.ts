import { createHash } from 'node:crypto';
import { type DescFile, toBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { file_colophon_documents_v1_documents } from '../../proto/gen/colophon/documents/v1/documents_pb.js';
import { file_colophon_posts_v1_lists } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { file_colophon_media_v1_media } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { file_colophon_posts_v1_posts } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { file_colophon_profile_v1_about } from '../../proto/gen/colophon/profile/v1/about_pb.js';
import { file_colophon_profile_v1_contact } from '../../proto/gen/colophon/profile/v1/contact_pb.js';
import { file_colophon_profile_v1_education } from '../../proto/gen/colophon/profile/v1/education_pb.js';
import { file_colophon_profile_v1_languages } from '../../proto/gen/colophon/profile/v1/languages_pb.js';
import { file_colophon_profile_v1_resume } from '../../proto/gen/colophon/profile/v1/resume_pb.js';
import { file_colophon_profile_v1_work_history } from '../../proto/gen/colophon/profile/v1/work_history_pb.js';
import { file_colophon_projects_v1_projects } from '../../proto/gen/colophon/projects/v1/projects_pb.js';
import { file_colophon_search_v1_search } from '../../proto/gen/colophon/search/v1/search_pb.js';
import { file_colophon_site_v1_site } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { file_colophon_techstack_v1_techstack } from '../../proto/gen/colophon/techstack/v1/techstack_pb.js';

/** To be raised when builders answer otherwise than before though the schema is the same. */
const builders = 1;

/** All that readers' objects are made of. */
export const readFiles: DescFile[] = [
  file_colophon_documents_v1_documents,
  file_colophon_media_v1_media,
  file_colophon_posts_v1_posts,
  file_colophon_profile_v1_about,
  file_colophon_profile_v1_contact,
  file_colophon_profile_v1_education,
  file_colophon_profile_v1_languages,
  file_colophon_profile_v1_resume,
  file_colophon_profile_v1_work_history,
  file_colophon_posts_v1_lists,
  file_colophon_projects_v1_projects,
  file_colophon_search_v1_search,
  file_colophon_site_v1_site,
  file_colophon_techstack_v1_techstack,
];

/** Names the shape of what is cached: an upgrade that changes it never meets what the old version stored. */
export const readSchema = nameOfShape(readFiles.map(({ proto }) => proto));

export function nameOfShape(files: FileDescriptorProto[]): string {
  const sum = createHash('sha256').update(String(builders));
  for (const file of files) sum.update(toBinary(FileDescriptorProtoSchema, file));
  return sum.digest('hex').slice(0, 8);
}
