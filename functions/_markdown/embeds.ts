import type { Element } from 'hast';
import { element, text } from './elements.ts';
import { words } from './words.ts';

interface Place {
  name: string;
  origin: `https://${string}.${string}`;
  path: RegExp;
}

/** From where a post may show a frame: nothing else is let through, here and by the policy of the pages. */
const places: Place[] = [
  { name: 'YouTube', origin: 'https://www.youtube-nocookie.com', path: /^\/embed\/[\w-]{11}$/ },
  { name: 'Vimeo', origin: 'https://player.vimeo.com', path: /^\/video\/\d{1,12}$/ },
];

/** Addresses that are handed out with cookies, by the name of the same film without. */
const sameAs: Record<string, string> = {
  'https://www.youtube.com': 'https://www.youtube-nocookie.com',
  'https://youtube.com': 'https://www.youtube-nocookie.com',
};

export const embedOrigins = places.map(({ origin }) => origin);

/** A frame of a known place, with attributes of ours alone; a link to any other; nothing where there is no address. */
export function embedded({ properties }: Element, isForFeed: boolean): Element | undefined {
  const address = addressOf(properties['src']);
  if (!address) return undefined;
  const place = places.find(({ origin, path }) => origin === address.origin && path.test(address.pathname));
  if (!place || isForFeed) return element('a', { href: address.href }, text(address.href));
  const begins = /^\d{1,6}$/.exec(address.searchParams.get('start') ?? '');
  return element('iframe', {
    src: `${address.origin}${address.pathname}${begins ? `?start=${begins[0]}` : ''}`,
    title: words.embedded(place.name),
    className: ['embed'],
    loading: 'lazy',
    sandbox: ['allow-scripts', 'allow-same-origin', 'allow-presentation', 'allow-popups'],
    allow: 'fullscreen; picture-in-picture',
    referrerPolicy: 'strict-origin-when-cross-origin',
  });
}

function addressOf(src: unknown): URL | undefined {
  if (typeof src !== 'string' || !URL.canParse(src, 'https://relative.invalid')) return undefined;
  const given = new URL(src, 'https://relative.invalid');
  if (given.protocol !== 'https:' || given.host === 'relative.invalid' || given.username !== '') return undefined;
  return new URL(`${sameAs[given.origin] ?? given.origin}${given.pathname}${given.search}`);
}
