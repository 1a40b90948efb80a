import { fromJson } from '@bufbuild/protobuf';
import { DocumentListSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { documents } from '../../_postgres/documents/documents.ts';

/** GET /api/v1/studio/documents */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, DocumentListSchema, fromJson(DocumentListSchema, { items: await documents.all() }));
});
