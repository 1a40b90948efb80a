import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CreateProjectRequestJson } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { Refused, type Ask } from './ask.ts';
import type { Import } from './import-folder.ts';
import { titleFromName } from './reading/names.ts';
import type { Reporter } from './report.ts';
import { itemsNamed } from './tech-stack.ts';

export interface ProjectDescription extends CreateProjectRequestJson {
  /** Items of the tech stack, as the folder calls them. */
  madeWith: string[];
}

/** A folder may say in `project.yml` what its project is called; it is used when the project is made. */
export async function projectDescription(folder: string, slug: string): Promise<ProjectDescription> {
  const written = await readFile(join(folder, 'project.yml'), 'utf8').catch(() => '');
  const { name, type, description, techStack } = (parse(written) ?? {}) as Record<string, unknown>;
  const madeWith = Array.isArray(techStack) ? techStack.map(words).filter(Boolean) : [];
  return {
    slug,
    ...{ name: words(name) || titleFromName(slug), type: words(type), description: words(description), madeWith },
  };
}

/** The project, made where it is missing. A rehearsal makes nothing: it may find none. */
export async function openProject(
  ask: Ask,
  { dryRun, environment }: Import,
  { madeWith, ...project }: ProjectDescription,
  reporter: Reporter,
): Promise<{ id: string } | undefined> {
  if (!dryRun) {
    const { ids, unknown } = await itemsNamed(environment, madeWith);
    for (const name of unknown) reporter.note('project.yml', `${name} names no item of the tech stack, or several`);
    return ask<{ id: string }>('database-write-import-project', { ...project, techStack: ids });
  }
  if (!environment['LAMBDA_ENDPOINT']) return undefined;
  return ask<{ id: string }>('database-read-get-project', { project: project.slug }).catch((error: unknown) => {
    if (error instanceof Refused) return undefined;
    throw error;
  });
}

function words(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
