import type { TechStackJson } from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { asAuthor } from '../as-author.ts';
import type { Environment } from '../lambda.ts';

/**
 * The ids of items of the tech stack that a folder names: by their slug alone, where only one has it, or with those above,
 * as databases/relational/postgres.
 */
export async function itemsNamed(
  environment: Environment,
  names: string[],
): Promise<{ ids: string[]; unknown: string[] }> {
  if (names.length === 0) return { ids: [], unknown: [] };
  const { items = [] } = await asAuthor<TechStackJson>(
    environment,
    'database-read-list-techstack-for-studio',
    'GET',
    '/api/v1/studio/techstack',
  );
  const known = items.flatMap((category) =>
    (category.collections ?? []).flatMap((collection) =>
      (collection.items ?? []).map(({ id = '', slug = '' }) => ({
        id,
        path: `/${category.slug}/${collection.slug}/${slug}`,
      })),
    ),
  );
  const ids: string[] = [];
  const unknown: string[] = [];
  for (const name of new Set(names)) {
    const found = known.filter(({ path }) => path.endsWith(`/${name}`));
    if (found.length === 1) ids.push(found[0]!.id);
    else unknown.push(name);
  }
  return { ids, unknown };
}
