import { join } from 'node:path';
import type { Environment } from '../cli/import/ask.ts';
import type { ImportReport } from '../cli/import/report.ts';
import { importSite } from '../cli/import/site/import-site.ts';

const sampleSite = join(import.meta.dirname, 'content');

/** Fills a new instance as anybody would fill theirs: with a folder of a site. */
export function importSampleSite(
  environment: Environment,
  onProgress: (line: string) => void = () => {},
  content = sampleSite,
): Promise<ImportReport[]> {
  return importSite({ folder: content, environment, onLine: onProgress });
}
