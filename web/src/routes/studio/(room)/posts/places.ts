import type { Place, ShelfWithPlaces } from '#lib/server/api/shelves.ts';

/** A place among others, as a form says it: `<section or empty>:<the page before it, or empty>`. */
export interface PlaceOption {
  value: string;
  /** The page before it; absent where it would be the first. */
  after?: string;
}

export interface PlaceGroup {
  /** The names of the sections on the way; none is the root of the project. */
  sections: string[];
  options: PlaceOption[];
}

type Branch = Pick<ShelfWithPlaces, 'navigation'>;

/** Every place of a tree at which a page could stand, section by section. */
export function placesIn({ navigation }: Branch, own?: string): PlaceGroup[] {
  return groupsBelow(navigation, [], '', own);
}

function groupsBelow(siblings: Place[], sections: string[], parent: string, own?: string): PlaceGroup[] {
  const others = siblings.filter(({ id }) => id !== own);
  const options = [
    { value: `${parent}:` },
    ...others.map((sibling) => ({ value: `${parent}:${sibling.id}`, after: nameOf(sibling) })),
  ];
  const below = others
    .filter(({ type }) => type === 'SECTION')
    .flatMap((section) => groupsBelow(section.children, [...sections, nameOf(section)], section.id, own));
  return [{ sections, options }, ...below];
}

/** Where a page stands now; undefined for one that has no place. */
export function placeOf({ navigation }: Branch, own: string): string | undefined {
  return placeBelow(navigation, '', own);
}

function placeBelow(siblings: Place[], parent: string, own: string): string | undefined {
  const index = siblings.findIndex(({ id }) => id === own);
  if (index >= 0) return `${parent}:${siblings[index - 1]?.id ?? ''}`;
  for (const { id, children } of siblings) {
    const found = placeBelow(children, id, own);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Behind all others at the root: where the API itself puts what is new. */
export function lastPlace({ navigation }: Branch): string {
  return `:${navigation.at(-1)?.id ?? ''}`;
}

export const parentIn = (place: string): string => place.split(':')[0] ?? '';

export interface Move {
  id: string;
  position: number;
}

/** What must be moved where so that `own` stands at this place: itself alone where there is a gap, else all its siblings too. */
export function movesTo({ navigation }: Branch, place: string, own: string): Move[] {
  const [parent = '', after = ''] = place.split(':');
  const siblings = (parent === '' ? navigation : childrenOf(navigation, parent)).filter(({ id }) => id !== own);
  const index = after === '' ? 0 : siblings.findIndex(({ id }) => id === after) + 1;
  const before = index === 0 ? 0 : siblings[index - 1]!.position;
  const next = siblings[index]?.position ?? before + 20;
  if (next - before >= 2 && next <= most) return [{ id: own, position: Math.floor((before + next) / 2) }];
  const order = [...siblings.slice(0, index).map(({ id }) => id), own, ...siblings.slice(index).map(({ id }) => id)];
  return order.map((id, rank) => ({ id, position: (rank + 1) * 10 }));
}

const most = 999_999;

function childrenOf(siblings: Place[], parent: string): Place[] {
  for (const { id, children } of siblings) {
    const found = id === parent ? children : childrenOf(children, parent);
    if (found.length > 0 || id === parent) return found;
  }
  return [];
}

function nameOf({ name, postTitle, slug }: Place): string {
  return name || postTitle || slug;
}
