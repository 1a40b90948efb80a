import { CreateDocumentRequestSchema, DocumentSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { documents } from '../../_postgres/documents/documents.ts';
import { write } from '../_write.ts';

/** POST /api/v1/documents */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateDocumentRequestSchema);
  return write(event, author, async (tx) =>
    reply(201, DocumentSchema, await documents.create(tx, CreateDocumentRequestSchema, message)),
  );
});
