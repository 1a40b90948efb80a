/** What work and education have in common: a place where the author was for a time. */
export const place = {
  columns: {
    location: 'location',
    url: 'url',
    summary: 'summary',
    description: 'description_markdown',
    start: 'started',
    end: 'ended',
  },
  /** What goes on first, then what ended last, then what began last. */
  order: 'sort_key desc, id desc',
  shown: () => ({ end: `nullif(ended, '')` }),
};
