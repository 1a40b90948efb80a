import { Ajv } from 'ajv';

const address = { type: 'string', pattern: '^https?://[^\\s]+$' };
const date = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
};
const words = { type: 'string', pattern: '\\S' };
const authors = {
  type: 'array',
  minItems: 1,
  items: { type: 'object', minProperties: 1, properties: { name: words, url: address, avatar: address } },
};

/** An item has a text of one kind at least. */
const item = {
  type: 'object',
  required: ['id'],
  anyOf: [{ required: ['content_html'] }, { required: ['content_text'] }],
  additionalProperties: false,
  properties: {
    ...{ id: words, url: address, external_url: address, title: words, summary: words },
    ...{ content_html: { type: 'string' }, content_text: { type: 'string' } },
    ...{ image: address, banner_image: address, date_published: date, date_modified: date, authors, language: words },
    tags: { type: 'array', uniqueItems: true, items: words },
  },
};

/** JSON Feed 1.1, without what these feeds have no use for: hubs, attachments and what is given up. */
const schema = {
  type: 'object',
  required: ['version', 'title', 'items'],
  additionalProperties: false,
  properties: {
    version: { const: 'https://jsonfeed.org/version/1.1' },
    ...{ title: words, description: words, home_page_url: address, feed_url: address, next_url: address },
    ...{ icon: address, favicon: address, authors, language: words, items: { type: 'array', items: item } },
  },
};

const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(schema);

/** What the format has against it. */
export const faultsOfJsonFeed = (feed: unknown): unknown[] => (validate(feed) ? [] : (validate.errors ?? []));
