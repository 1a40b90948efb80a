import {
  CreateTechStackCollectionRequestSchema,
  TechStackCollectionSchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { techStackCategories, techStackCollections } from '../../_postgres/techstack/techstack.ts';
import { write } from '../_write.ts';

/** POST /api/v1/techstack/categories/{id}/collections */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, CreateTechStackCollectionRequestSchema);
  return write(event, author, async (tx) => {
    await techStackCategories.hold(tx, id);
    return reply(
      201,
      TechStackCollectionSchema,
      await techStackCollections.create(tx, CreateTechStackCollectionRequestSchema, message, id),
    );
  });
});
