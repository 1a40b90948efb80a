import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CreateProjectRequestJson } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { Refused, type Ask } from './ask.ts';
import type { Import } from './import-folder.ts';
import { titleFromName } from './reading/names.ts';

/** A folder may say in `project.yml` what its project is called; it is used when the project is made. */
export async function projectDescription(folder: string, slug: string): Promise<CreateProjectRequestJson> {
  const written = await readFile(join(folder, 'project.yml'), 'utf8').catch(() => '');
  const { name, type, description } = (parse(written) ?? {}) as Record<string, unknown>;
  return { slug, name: words(name) || titleFromName(slug), type: words(type), description: words(description) };
}

/** The project, made where it is missing. A rehearsal makes nothing: it may find none. */
export async function openProject(
  ask: Ask,
  { dryRun, environment }: Import,
  project: CreateProjectRequestJson,
): Promise<{ id: string } | undefined> {
  if (!dryRun) return ask<{ id: string }>('database-write-import-project', project);
  if (!environment['LAMBDA_ENDPOINT']) return undefined;
  return ask<{ id: string }>('database-read-get-project', { project: project.slug }).catch((error: unknown) => {
    if (error instanceof Refused) return undefined;
    throw error;
  });
}

function words(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
