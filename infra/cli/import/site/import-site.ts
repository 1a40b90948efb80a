import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ImportProfileResponseJson } from '../../../../proto/gen/colophon/imports/v1/imports_pb.js';
import type { SiteJson } from '../../../../proto/gen/colophon/site/v1/site_pb.js';
import { type Ask, asker, type Environment, Refused } from '../ask.ts';
import { importFolder } from '../import-folder.ts';
import { fitSlug } from '../reading/slugs.ts';
import { type ImportReport, Reporter } from '../report.ts';
import { type SitePart, siteParts } from './parts.ts';
import { readPart } from './read-part.ts';
import { type Files, withFiles } from './with-files.ts';

export interface SiteImport {
  folder: string;
  environment: Environment;
  dryRun?: boolean;
  /** Brings the posts of its projects in as drafts. */
  draft?: boolean;
  onLine?: (line: string) => void;
  patienceMs?: number[];
}

/**
 * Brings a whole site in: its settings, then each part that is empty here, whole or not at all, then its projects. A part
 * that has content is left. Run again it changes nothing but what changed in the folders of its projects.
 * @returns what became of settings and parts, and of each project
 */
export async function importSite(wanted: SiteImport): Promise<ImportReport[]> {
  const folder = await realpath(wanted.folder);
  const onLine = wanted.onLine ?? (() => {});
  const ask = asker(wanted.environment, wanted.patienceMs);
  const reports = [await importParts(folder, ask, wanted, new Reporter(onLine, wanted.dryRun))];
  const projects = await readdir(join(folder, 'projects'), { withFileTypes: true }).catch(() => []);
  for (const name of projects
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    reports.push(await importFolder({ ...wanted, folder: join(folder, 'projects', name), projectSlug: fitSlug(name) }));
  }
  return reports;
}

async function importParts(folder: string, ask: Ask, wanted: SiteImport, reporter: Reporter): Promise<ImportReport> {
  const { environment, dryRun = false } = wanted;
  const directory = dryRun ? await mkdtemp(join(tmpdir(), 'colophon-import-')) : (environment['FILES_DIR'] ?? '');
  try {
    reporter.total = siteParts.length + 1;
    await importSettings(folder, ask, wanted, reporter);
    const files: Files = { folder, directory, ask, dryRun };
    for (const part of siteParts) await importPart(part, files, wanted, reporter);
  } finally {
    if (dryRun) await rm(directory, { recursive: true });
  }
  return reporter.close();
}

/** A rehearsal asks what runs, where something runs. */
const isSilent = ({ dryRun, environment }: SiteImport) => dryRun === true && !environment['LAMBDA_ENDPOINT'];

async function importSettings(folder: string, ask: Ask, wanted: SiteImport, reporter: Reporter): Promise<void> {
  const written = await readFile(join(folder, 'site.yml'), 'utf8').catch(() => undefined);
  if (written === undefined) return;
  try {
    const settings = parse(written) as object;
    const { title = '' } = isSilent(wanted) ? {} : await ask<SiteJson>('database-read-get-site', {});
    if (title !== '') return leave('site.yml', reporter);
    if (!wanted.dryRun) await ask('database-write-import-site', settings);
    reporter.file('created', 'site.yml → the settings of the site');
  } catch (error) {
    refused('site.yml', error, reporter);
  }
}

async function importPart(part: SitePart, files: Files, wanted: SiteImport, reporter: Reporter): Promise<void> {
  const read = await readPart(files.folder, part, reporter);
  if (read.length === 0) return;
  const { entries, whole } = await withFiles(part, read, files, reporter);
  try {
    // A rehearsal has no media to point at.
    const asks = !isSilent(wanted) && (part.part !== 'DOCUMENTS' || !files.dryRun);
    const { outcome, troubles = [] } = asks
      ? await files.ask<ImportProfileResponseJson>('database-write-import-profile', {
          part: part.part,
          entries: entries.map(({ values }) => values),
          // What lacks a file is not brought in without it.
          dryRun: files.dryRun || !whole,
        })
      : { outcome: 'FILLED' as const };
    for (const { entry = 0, issue = '' } of troubles) reporter.note(entries[entry]?.source ?? part.from, issue);
    if (outcome === 'LEFT') return leave(part.from, reporter);
    if (outcome === 'REFUSED' || !whole) return reporter.file('failed', `${part.from}: nothing of it was brought in`);
    reporter.file('created', `${part.from} → ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`);
  } catch (error) {
    refused(part.from, error, reporter);
  }
}

function leave(source: string, reporter: Reporter): void {
  reporter.counts.unchanged += 1;
  reporter.say('left', `${source}: there is content of this kind already, which stays as it is`);
}

/** One part that cannot be read or taken does not keep the others back. */
function refused(source: string, error: unknown, reporter: Reporter): void {
  if (!(error instanceof Refused) && !(error instanceof Error && error.name.startsWith('YAML'))) throw error;
  reporter.note(source, error.message);
  reporter.file('failed', `${source}: nothing of it was brought in`);
}
