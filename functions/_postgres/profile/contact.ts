import { ContactChannelSchema } from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { AuthoredList } from '../authored-list.ts';

/** Ways to reach the author. */
export const contactChannels = new AuthoredList({
  table: 'contact_channels',
  one: 'contact channel',
  entry: ContactChannelSchema,
  columns: { kind: 'kind', label: 'label', href: 'href', position: 'position' },
  order: 'position, label, id',
  positioned: true,
});
