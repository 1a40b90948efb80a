/**
 * The one spelling of a page's address: no slash at its end, none doubled. Undefined where it is spelt so already. It is whole,
 * since what is relative to `/projects//` leads below `/projects/`; and as no slash is doubled, it names no other host.
 */
export function plainAddress({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string | undefined {
  const plain = pathname.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return plain === pathname ? undefined : plain + search;
}
