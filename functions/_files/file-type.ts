import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

export interface StorableType {
  mime: string;
  extension: string;
}

const storable = new Map<string, StorableType>([
  ['image/png', { mime: 'image/png', extension: 'png' }],
  ['image/apng', { mime: 'image/png', extension: 'png' }],
  ['image/jpeg', { mime: 'image/jpeg', extension: 'jpg' }],
  ['image/gif', { mime: 'image/gif', extension: 'gif' }],
  ['image/webp', { mime: 'image/webp', extension: 'webp' }],
  ['image/avif', { mime: 'image/avif', extension: 'avif' }],
  ['application/pdf', { mime: 'application/pdf', extension: 'pdf' }],
]);
const svg: StorableType = { mime: 'image/svg+xml', extension: 'svg' };

/** What a file is by its content, never by its name: a name is only what somebody said. Undefined: not one that we keep. */
export async function storableType(path: string): Promise<StorableType | undefined> {
  const detected = await fileTypeFromFile(path);
  if (detected && storable.has(detected.mime)) return storable.get(detected.mime);
  const mayBeText = detected === undefined || detected.mime.endsWith('xml');
  return mayBeText && (await startsLikeSvg(path)) ? svg : undefined;
}

/** SVG has no signature: it is XML, whose first element is svg once declaration, comments and document type are passed. */
const svgStart =
  /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--(?:(?!-->)[\s\S])*-->\s*|<!DOCTYPE\s+svg\b[^[>]*(?:\[[^\]]*\]\s*)?>\s*)*<svg[\s>/]/i;

async function startsLikeSvg(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, 0);
    return svgStart.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
