import type { Element, Parents, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { visitParents } from 'unist-util-visit-parents';
import { element, isBlank, isElement, text } from './elements.ts';

/** What the site knows of a picture that a text names: a `Picture` of the API. */
export interface Picture {
  path: string;
  type: string;
  width: number;
  height: number;
  alternativeText: string;
  placeholder: string;
  variants: { path: string; type: string; width: number }[];
}

/** The measure of the text, as in tokens.css: no picture is shown wider. */
const measure = 640;
const slots = '(max-width: 40rem) 100vw, 40rem';
const nextTypes = ['image/avif', 'image/webp'];

/** A picture alone in its paragraph is a figure if it has a title, which is its caption. */
export function makeFigures(tree: Root): void {
  visit(tree, 'element', (paragraph, index, parent) => {
    if (paragraph.tagName !== 'p' || !parent || index === undefined) return undefined;
    const content = paragraph.children.filter((child) => !isBlank(child));
    const [only] = content;
    const image = isElement(only, 'a') && only.children.length === 1 ? only.children[0] : only;
    if (content.length !== 1 || !isElement(image, 'img') || !image.properties['title']) return undefined;
    const caption = text(image.properties['title']);
    delete image.properties['title'];
    parent.children[index] = element('figure', {}, only!, element('figcaption', {}, caption));
    return SKIP;
  });
}

/** Every picture that the site knows, with its size and its variants; all but the first load when they come near. */
export function showPictures(tree: Root, pictures: Picture[], isForFeed: boolean): void {
  const known = new Map(
    pictures.flatMap((picture) => [picture, ...picture.variants].map(({ path }) => [path, picture])),
  );
  const found: { image: Element; parents: Parents[] }[] = [];
  visitParents(tree, 'element', (image, parents) => {
    if (image.tagName === 'img') found.push({ image, parents: [...parents] });
  });
  for (const [index, { image, parents }] of found.entries()) {
    const picture = known.get(image.properties['src'] ?? '');
    if (picture) measured(image, picture);
    if (isForFeed) continue;
    Object.assign(image.properties, index > 0 ? { loading: 'lazy' } : {}, { decoding: 'async' });
    if (!picture || parents.some((each) => isElement(each, 'picture'))) continue;
    const parent = parents.at(-1)!;
    const isLinked = parents.some((each) => isElement(each, 'a', 'summary'));
    parent.children[parent.children.indexOf(image)] = shown(image, picture, isLinked);
  }
}

/** A size is always said, so that nothing moves when the picture comes. Whoever wants it smaller gives a width. */
function measured({ properties }: Element, { width, height, alternativeText }: Picture): void {
  const wanted = Number(properties['width']);
  const scale = wanted > 0 ? wanted / width : 1;
  Object.assign(properties, { width: Math.round(width * scale), height: Math.round(height * scale) });
  properties['alt'] ??= alternativeText;
}

function shown(image: Element, picture: Picture, isLinked: boolean): Element {
  const sources = nextTypes.flatMap((type) => sourceOf(picture, type, Number(image.properties['width'])));
  const best = sources.length > 0 ? element('picture', {}, ...sources, image) : image;
  const settled = withPlaceholder(best, image, picture);
  // Whoever wants to see more of it opens the whole of it; the site's script shows it above the page.
  if (isLinked || !(picture.width > measure || picture.type === 'image/svg+xml')) return settled;
  return element('a', { className: ['zoom'], dataZoom: '', href: picture.path }, settled);
}

function sourceOf({ variants }: Picture, type: string, width: number): Element[] {
  const ofType = variants.filter((variant) => variant.type === type).sort((one, other) => one.width - other.width);
  if (ofType.length === 0) return [];
  const srcSet = ofType.map((variant) => `${variant.path} ${variant.width}w`).join(', ');
  return [element('source', { type, srcSet, sizes: width < measure ? `${width}px` : slots })];
}

/** Only under what is opaque for certain: it stays where it is, behind the picture. */
function withPlaceholder(best: Element, { properties }: Element, { type, placeholder }: Picture): Element {
  if (type !== 'image/jpeg' || placeholder === '') return best;
  const { width, height } = properties;
  const blurred = element('img', { src: placeholder, alt: '', width, height, decoding: 'async' });
  return element('span', { className: ['settling'] }, blurred, best);
}
