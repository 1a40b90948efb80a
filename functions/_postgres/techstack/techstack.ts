import {
  TechStackCategorySchema,
  TechStackCollectionSchema,
  TechStackItemSchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { AuthoredList } from '../authored-list.ts';

const named = { slug: 'slug', name: 'name', position: 'position' };
const order = 'position, name, id';

export const techStackItems = new AuthoredList({
  table: 'techstack_items',
  one: 'item of the tech stack',
  entry: TechStackItemSchema,
  columns: { ...named, url: 'url', description: 'description' },
  order,
  positioned: true,
  above: { field: 'collectionId', column: 'collection_id' },
});

/** Each with its items. */
export const techStackCollections = new AuthoredList({
  table: 'techstack_collections',
  one: 'collection of the tech stack',
  entry: TechStackCollectionSchema,
  columns: named,
  order,
  positioned: true,
  above: { field: 'categoryId', column: 'category_id' },
  shown: (schema) => ({ items: techStackItems.items(schema, 'collection_id = techstack_collections.id') }),
});

/** Each with its collections, and these with their items. */
export const techStackCategories = new AuthoredList({
  table: 'techstack_categories',
  one: 'category of the tech stack',
  entry: TechStackCategorySchema,
  columns: named,
  order,
  positioned: true,
  shown: (schema) => ({ collections: techStackCollections.items(schema, 'category_id = techstack_categories.id') }),
});
