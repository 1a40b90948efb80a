import {
  TechStackCategorySchema,
  UpdateTechStackCategoryRequestSchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { techStackCategories } from '../../_postgres/techstack/techstack.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/techstack/categories/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateTechStackCategoryRequestSchema);
  return write(event, author, async (tx) =>
    reply(
      200,
      TechStackCategorySchema,
      await techStackCategories.update(tx, id, UpdateTechStackCategoryRequestSchema, message),
    ),
  );
});
