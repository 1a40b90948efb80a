import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asker, type Environment } from '../cli/import/ask.ts';
import { importFolder } from '../cli/import/import-folder.ts';
import type { ImportReport } from '../cli/import/report.ts';

const sampleSite = join(import.meta.dirname, 'content');

/** Fills a new instance as anybody would fill theirs: the site's settings, and a folder of Markdown files a project. */
export async function importSampleSite(
  environment: Environment,
  onProgress: (line: string) => void = () => {},
  content = sampleSite,
): Promise<ImportReport[]> {
  const site: unknown = parse(await readFile(join(content, 'site.yml'), 'utf8'));
  await asker(environment)('database-write-import-site', site as object);
  const reports: ImportReport[] = [];
  const projects = await readdir(join(content, 'projects'), { withFileTypes: true });
  for (const { name } of projects.filter((entry) => entry.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const folder = join(content, 'projects', name);
    reports.push(await importFolder({ folder, projectSlug: name, environment, onLine: onProgress }));
  }
  return reports;
}
