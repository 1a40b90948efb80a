import { atMost, form, type Meaning, position, text } from '../meanings.ts';

/** What each constraint of the tech stack's tables means to the one who wrote the value. */
export const techStackMeanings: Record<string, Meaning> = {
  techstack_categories_slug_unique: { field: 'slug', issue: 'is taken by another category', kind: 'conflict' },
  techstack_categories_name_length: text('name', 200),
  techstack_categories_position_range: position,
  techstack_collections_slug_unique: {
    field: 'slug',
    issue: 'is taken by another collection of this category',
    kind: 'conflict',
  },
  techstack_collections_name_length: text('name', 200),
  techstack_collections_position_range: position,
  techstack_collections_category: { field: 'categoryId', issue: 'names no category' },
  techstack_items_slug_unique: {
    field: 'slug',
    issue: 'is taken by another item of this collection',
    kind: 'conflict',
  },
  techstack_items_name_length: text('name', 200),
  techstack_items_url_length: atMost('url', 2000),
  techstack_items_url_is_web_address: form.webAddress('url'),
  techstack_items_description_length: atMost('description', 2000),
  techstack_items_position_range: position,
  techstack_items_collection: { field: 'collectionId', issue: 'names no collection' },
  techstack_uses_project: { field: 'projectId', issue: 'names no project', kind: 'not-found' },
  techstack_uses_item: { field: 'techStack', issue: 'names an item that is not there' },
  techstack_uses_once: { field: 'techStack', issue: 'names an item twice' },
  techstack_uses_count: { field: 'techStack', issue: 'must be at most 100' },
};
