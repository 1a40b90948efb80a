import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Examined, type Job, Unusable } from './examined.ts';
import { makeStill } from './renditions.ts';

/** As large as the first page is drawn. */
const mostWidth = 1440;
const mostHeight = 2400;

/** The first page of a PDF as a picture. Nothing in the document runs, and nothing is fetched that it names. */
export async function examineDocument({ file, folder, limitPages, limitPixels }: Job): Promise<Examined> {
  const [{ getDocument }, { createCanvas }, { default: sharp }] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import('@napi-rs/canvas'),
    import('sharp'),
  ]);
  sharp.cache(false);
  sharp.concurrency(1);
  const beside = `${dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))}/`;
  const loading = getDocument({
    data: new Uint8Array(await readFile(file)),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    enableXfa: false,
    maxImageSize: limitPixels,
    standardFontDataUrl: join(beside, 'standard_fonts/'),
    cMapUrl: join(beside, 'cmaps/'),
    cMapPacked: true,
    wasmUrl: join(beside, 'wasm/'),
    verbosity: 0,
  });
  const document = await loading.promise.catch(unreadable);
  const pages = document.numPages;
  if (pages > limitPages) throw new Unusable(`has ${pages} pages, more than ${limitPages}`);
  const page = await document.getPage(1).catch(unreadable);
  const whole = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: Math.min(mostWidth / whole.width, mostHeight / whole.height) });
  const [width, height] = [Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height))];
  if (!(width * height <= mostWidth * mostHeight)) throw new Unusable('has a first page without a size');
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  await page
    .render({ canvas: null, canvasContext: context as never, viewport, background: '#ffffff' })
    .promise.catch(unreadable);
  const drawn = Buffer.from(context.getImageData(0, 0, width, height).data.buffer);
  const picture = sharp(drawn, { raw: { width, height, channels: 4 } }).flatten({ background: '#ffffff' });
  return { width, height, pages, ...(await makeStill(sharp, picture, width, folder)) };
}

function unreadable(error: Error): never {
  if (error.name === 'PasswordException') throw new Unusable('is protected by a password');
  throw new Unusable(`cannot be read as a PDF: it is damaged or cut off (${error.message.slice(0, 200)})`);
}
