import type { RequestEvent } from '@sveltejs/kit';
import type { NodeForStudioJson } from '../../../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import type {
  ProjectCardForStudioJson,
  ProjectForStudioJson,
} from '../../../../../proto/gen/colophon/projects/v1/projects_for_studio_pb.js';
import { askAsAuthor, seeAsAuthor, type Outcome } from './author.ts';
import type { Whole } from './whole.ts';

/** Projects and places in their trees, as the author sees them. */
export type Place = Whole<Omit<NodeForStudioJson, 'children' | 'postId' | 'postTitle' | 'parentNodeId'>> & {
  postId?: string;
  postTitle?: string;
  parentNodeId?: string;
  children: Place[];
};
export type Shelf = Whole<Pick<ProjectCardForStudioJson, 'id' | 'slug' | 'name'>>;
export type ShelfWithPlaces = Shelf & { navigation: Place[] };

export async function listShelves(event: RequestEvent): Promise<Shelf[]> {
  return (await seeAsAuthor<{ items: Shelf[] }>(event, 'studio', 'projects')).items;
}

export async function getShelf(event: RequestEvent, id: string): Promise<ShelfWithPlaces> {
  return seeAsAuthor<ShelfWithPlaces & ProjectForStudioJson>(event, 'studio', 'projects', id);
}

/** The same where a page can do without. */
export async function findShelf(event: RequestEvent, id: string): Promise<ShelfWithPlaces | undefined> {
  const found = await askAsAuthor<ShelfWithPlaces>(event, { method: 'GET', path: ['studio', 'projects', id] });
  return found.ok ? found.body : undefined;
}

/** Where a page stands among its siblings. Places are nobody's text: whoever moved one last is right. */
export function movePlace(event: RequestEvent, id: string, position: number): Promise<Outcome<Place>> {
  const headers = { 'if-match': '*' };
  return askAsAuthor(event, { method: 'PATCH', path: ['nodes', id], body: { position }, headers });
}
