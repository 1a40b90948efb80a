import {
  ContactChannelSchema,
  UpdateContactChannelRequestSchema,
} from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { reply } from '../../_http/reply.ts';
import { parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { contactChannels } from '../../_postgres/profile/contact.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/contact/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message } = parseBody(event, UpdateContactChannelRequestSchema);
  return write(event, author, async (tx) =>
    reply(200, ContactChannelSchema, await contactChannels.update(tx, id, UpdateContactChannelRequestSchema, message)),
  );
});
