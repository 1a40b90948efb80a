import { createHash } from 'node:crypto';
import { type DescFile, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { file_colophon_media_v1_media } from '../../proto/gen/colophon/media/v1/media_pb.js';
import { file_colophon_posts_v1_posts } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { file_colophon_projects_v1_projects } from '../../proto/gen/colophon/projects/v1/projects_pb.js';
import { file_colophon_site_v1_site } from '../../proto/gen/colophon/site/v1/site_pb.js';

/** To be raised when builders answer otherwise than before though the schema is the same. */
const builders = 1;

/** Names the shape of what is cached: an upgrade that changes it never meets what the old version stored. */
export const readSchema = hash([
  file_colophon_media_v1_media,
  file_colophon_posts_v1_posts,
  file_colophon_projects_v1_projects,
  file_colophon_site_v1_site,
]);

function hash(files: DescFile[]): string {
  const sum = createHash('sha256').update(String(builders));
  for (const file of files) sum.update(toBinary(FileDescriptorProtoSchema, file.proto));
  return sum.digest('hex').slice(0, 8);
}
