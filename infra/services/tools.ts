import { join } from 'node:path';

/** The root of this checkout. */
export const root = join(import.meta.dirname, '..', '..');

/** What was fetched or made for this checkout and can be fetched or made again: all its instances and tests share it. */
export const toolsDir = join(root, '.colophon', 'tools');
