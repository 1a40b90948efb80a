import {
  CreateTechStackItemRequestSchema,
  TechStackItemSchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { techStackCollections, techStackItems } from '../../_postgres/techstack/techstack.ts';
import { write } from '../_write.ts';

/** POST /api/v1/techstack/collections/{id}/items */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, CreateTechStackItemRequestSchema);
  return write(event, author, async (tx) => {
    await techStackCollections.hold(tx, id);
    return reply(
      201,
      TechStackItemSchema,
      await techStackItems.create(tx, CreateTechStackItemRequestSchema, message, id),
    );
  });
});
