import { DocumentSchema, UpdateDocumentRequestSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { documents } from '../../_postgres/documents/documents.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/documents/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateDocumentRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, DocumentSchema, await documents.update(tx, id, UpdateDocumentRequestSchema, message)),
  );
});
