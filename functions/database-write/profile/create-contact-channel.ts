import {
  CreateContactChannelRequestSchema,
  ContactChannelSchema,
} from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { contactChannels } from '../../_postgres/profile/contact.ts';
import { write } from '../_write.ts';

/** POST /api/v1/contact */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateContactChannelRequestSchema);
  return write(event, author, async (tx) =>
    reply(201, ContactChannelSchema, await contactChannels.create(tx, CreateContactChannelRequestSchema, message)),
  );
});
