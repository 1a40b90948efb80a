import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type ContactJson, ContactSchema } from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';
import { contactChannels } from './contact.ts';

const statement = {
  name: 'build-contact',
  text: `select pg_current_snapshot()::text as snapshot, ${contactChannels.items('published')} as items`,
};

/** The ways to reach the author, in their order. */
export async function buildContact(): Promise<BuiltObject<MessageShape<typeof ContactSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<ContactJson['items']> }>('reader', statement);
  const { snapshot, items } = row!;
  return { object: fromJson(ContactSchema, { items }), snapshot, tags: tagged([tags.contact]) };
}
