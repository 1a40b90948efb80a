import { create } from '@bufbuild/protobuf';
import {
  ImportPostRequestSchema,
  ImportPostResponse_Outcome,
  ImportPostResponseSchema,
} from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { encode } from '../../_http/reply.ts';
import { parseJson, timestampMember, uuidMember } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { importFile } from '../../_postgres/imports/imported-files.ts';
import { bringIn } from './_bring-in.ts';

/** Asked by the importer, file by file. It keeps all rules of any other write. */
export const handler = answer(async (asked: Payload) => {
  const file = parseJson(ImportPostRequestSchema, asked);
  uuidMember(file.projectId, 'projectId');
  if (file.publishedAt !== undefined) file.publishedAt = timestampMember(file.publishedAt, 'publishedAt');
  const { outcome, post } = await bringIn((tx) => importFile(tx, file));
  const response = create(ImportPostResponseSchema, {
    outcome: ImportPostResponse_Outcome[outcome],
    postId: post?.id ?? '',
    path: post?.path ?? '',
  });
  return { value: encode(ImportPostResponseSchema, response) };
});
