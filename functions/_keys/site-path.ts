/** At most as long as the database keeps. */
export const maxSitePathLength = 2000;

/**
 * The one spelling of a path of this site, so that what an author writes and what a reader asks for can be compared: a
 * character that need not be escaped is not, any other one is, and there is no slash at the end. What ends a path, ? and #,
 * stays, to be refused by those who want a path alone.
 */
export function sitePath(path: string): string {
  const spelled = path.split('/').map((part) => unescaped(encodeURIComponent(decoded(part))));
  return spelled.join('/').replace(/(.)\/+$/, '$1');
}

/** A link that begins with a path of this site has that in the same spelling; any other one stays as it is. */
export function siteLink(link: string): string {
  const [, path, rest = ''] = /^(\/[^?#]*)(.*)$/s.exec(link) ?? [];
  return path === undefined ? link : sitePath(path) + rest;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unescaped(part: string): string {
  return part.replace(/%(?:3A|40|24|26|2B|2C|3B|3D|3F|23)/g, decodeURIComponent);
}
