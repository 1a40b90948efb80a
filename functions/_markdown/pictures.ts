import type { Element, Parents, Properties, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { visitParents } from 'unist-util-visit-parents';
import { element, isBlank, isElement, text } from './elements.ts';
import { words } from './words.ts';

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
/** The page keeps a twentieth on either side of it. */
const slots = '(max-width: 40rem) 90vw, 40rem';
/** More than any screen shows of a text. */
const lettersOfScreen = 1_500;
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
  const found: { image: Element; parents: Parents[]; lettersBefore: number }[] = [];
  let lettersBefore = 0;
  visitParents(tree, (node, parents) => {
    if (node.type === 'text') lettersBefore += node.value.length;
    if (isElement(node, 'img')) found.push({ image: node, parents: [...parents] as Parents[], lettersBefore });
  });
  for (const [index, { image, parents, lettersBefore }] of found.entries()) {
    const picture = known.get(image.properties['src'] ?? '');
    if (picture) measured(image, picture);
    if (isForFeed) continue;
    Object.assign(image.properties, fetchedWhen(index, lettersBefore), { decoding: 'async' });
    if (!picture || parents.some((each) => isElement(each, 'picture'))) continue;
    const parent = parents.at(-1)!;
    const isLinked = parents.some((each) => isElement(each, 'a', 'summary'));
    parent.children[parent.children.indexOf(image)] = shown(image, picture, isLinked);
  }
}

/** The first is fetched at once; where a screen of text stands before it, after what that text is shown with. */
function fetchedWhen(index: number, lettersBefore: number): Properties {
  if (index > 0) return { loading: 'lazy' };
  return lettersBefore > lettersOfScreen ? { fetchPriority: 'low' } : {};
}

/** A size is always said, so that nothing moves when the picture comes. Whoever wants it smaller gives a width. */
function measured({ properties }: Element, { width, height, alternativeText }: Picture): void {
  const wanted = Number(properties['width']);
  const scale = wanted > 0 ? wanted / width : 1;
  Object.assign(properties, { width: Math.round(width * scale), height: Math.round(height * scale) });
  // Markdown cannot say that there is no description, only leave it out.
  if (!properties['alt']) properties['alt'] = alternativeText;
}

function shown(image: Element, picture: Picture, isLinked: boolean): Element {
  const sources = nextTypes.flatMap((type) => sourceOf(picture, type, Number(image.properties['width'])));
  const best = sources.length > 0 ? element('picture', {}, ...sources, image) : image;
  const settled = withPlaceholder(best, image, picture);
  // Whoever wants to see more of it opens the whole of it; the site's script shows it above the page.
  if (isLinked || !(picture.width > measure || picture.type === 'image/svg+xml')) return settled;
  const isNameless = !image.properties['alt'];
  const name = isNameless ? { ariaLabel: words.wholePicture } : {};
  return element('a', { className: ['zoom'], dataZoom: '', href: picture.path, ...name }, settled);
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
