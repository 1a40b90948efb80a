const slug = /^[a-z0-9]+([-_][a-z0-9]+)*$/;

export function isSlug(value: string): boolean {
  return value.length <= 100 && slug.test(value);
}

/** Slugs joined by single slashes, as deep as a tree may be. */
export function isSlugs(value: string): boolean {
  const parts = value.split('/');
  return parts.length <= 8 && parts.every(isSlug);
}

/** A slug that says what the text says; '' where the text has no letter or digit that a slug can hold. */
export function slugFrom(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-+|-+$/g, '');
}
