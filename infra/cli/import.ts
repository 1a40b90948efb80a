import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Refused, Unreachable, type Environment } from './import/ask.ts';
import { importFolder } from './import/import-folder.ts';
import { longestSlug, slugShape } from './import/reading/slugs.ts';
import { importSite } from './import/site/import-site.ts';

export const summary =
  'import <folder> (--project <slug> | --site) [--dry-run] [--draft]   brings in a folder of Markdown files, or a whole site';

/** `npm run colophon -- import <folder> --project <slug>`, or `--site` */
export async function run(args: string[], environment: Environment): Promise<number> {
  const wanted = readArguments(args);
  if ('mistake' in wanted) return complain(`${wanted.mistake}\nUse: npm run colophon -- ${summary}`);
  const isFolder = await stat(wanted.folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return complain(`There is no folder ${wanted.folder}.`);
  if (!wanted.dryRun && !environment['FILES_DIR'])
    return complain('Colophon is not running here: start it with npm start, then import.');
  const began = Date.now();
  try {
    const onLine = (line: string) => void process.stdout.write(`${line}\n`);
    const { projectSlug } = wanted;
    const reports =
      projectSlug === undefined
        ? await importSite({ ...wanted, environment, onLine })
        : [await importFolder({ ...wanted, projectSlug, environment, onLine })];
    if (wanted.dryRun) process.stdout.write('This was a rehearsal: nothing was written.\n');
    else {
      const address = `${environment['PUBLIC_URL'] ?? ''}${projectSlug === undefined ? '' : `/projects/${projectSlug}`}`;
      process.stdout.write(`Took ${((Date.now() - began) / 1000).toFixed(1)} s. ${address}\n`);
    }
    return reports.some(({ failed }) => failed > 0) ? 1 : 0;
  } catch (error) {
    if (error instanceof Unreachable)
      return complain(`${error.message}\nWhat came over stays; run the same command again to go on.`);
    if (error instanceof Refused) return complain(error.message);
    throw error;
  }
}

/** Without a project's slug it is a whole site that is brought in. */
type Wanted = { folder: string; projectSlug: string | undefined; dryRun: boolean; draft: boolean };

function readArguments(args: string[]): Wanted | { mistake: string } {
  const flag = { type: 'boolean' } as const;
  const options = { project: { type: 'string' }, site: flag, 'dry-run': flag, draft: flag } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [folder, more] = positionals;
    const { site = false, project: projectSlug = site ? undefined : '' } = values;
    if (folder === undefined || more !== undefined) return { mistake: 'Name one folder.' };
    if (site && projectSlug !== undefined) return { mistake: 'Say --project or --site, not both.' };
    if (projectSlug !== undefined && (!slugShape.test(projectSlug) || projectSlug.length > longestSlug)) {
      return {
        mistake: '--project must be lower-case letters and digits, with single hyphens or underscores between.',
      };
    }
    // npm runs its scripts in the project's own folder; the author stands in another.
    const from = process.env['INIT_CWD'] ?? process.cwd();
    return {
      folder: resolve(from, folder),
      projectSlug,
      dryRun: values['dry-run'] === true,
      draft: values.draft === true,
    };
  } catch (error) {
    return { mistake: (error as Error).message };
  }
}

function complain(words: string): number {
  process.stderr.write(`${words}\n`);
  return 1;
}
