import { fromJson } from '@bufbuild/protobuf';
import { ContactSchema } from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { contactChannels } from '../../_postgres/profile/contact.ts';

/** GET /api/v1/studio/contact */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, ContactSchema, fromJson(ContactSchema, { items: await contactChannels.all() }));
});
