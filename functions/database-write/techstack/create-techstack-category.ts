import {
  CreateTechStackCategoryRequestSchema,
  TechStackCategorySchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { techStackCategories } from '../../_postgres/techstack/techstack.ts';
import { write } from '../_write.ts';

/** POST /api/v1/techstack/categories */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateTechStackCategoryRequestSchema);
  return write(event, author, async (tx) =>
    reply(
      201,
      TechStackCategorySchema,
      await techStackCategories.create(tx, CreateTechStackCategoryRequestSchema, message),
    ),
  );
});
