import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ImportPostResponseJson,
  ListImportedResponseJson,
} from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { asker, Refused, Unreachable, type Ask, type Environment } from './ask.ts';
import { composePost } from './compose-post.ts';
import { eachOf } from './each-of.ts';
import { localFiles, registerNothing, registerWith } from './local-files.ts';
import { openProject, projectDescription } from './project.ts';
import { readDocument } from './reading/read-document.ts';
import { Reporter, type ImportReport, type Outcome } from './report.ts';
import type { Surroundings } from './resolve.ts';
import { survey } from './survey.ts';
import { buildTree, type Leaf, type Place } from './tree.ts';

export interface Import {
  folder: string;
  projectSlug: string;
  environment: Environment;
  dryRun?: boolean;
  /** Brings everything in as a draft. */
  draft?: boolean;
  onLine?: (line: string) => void;
  /** How long to wait, again and again, for a part that is away. */
  patienceMs?: number[];
}

/**
 * Brings a folder of Markdown files into a project. Run again it brings in what changed since, and leaves alone what
 * somebody edited in the studio; it never deletes. Broken off at any point, it goes on where it stopped.
 */
export async function importFolder(wanted: Import): Promise<ImportReport> {
  const folder = await realpath(wanted.folder);
  const reporter = new Reporter(wanted.onLine ?? (() => {}), wanted.dryRun);
  const ask = asker(wanted.environment, wanted.patienceMs);
  const { leaves, sections, present } = await survey(folder, reporter);
  const project = await openProject(ask, wanted, await projectDescription(folder, wanted.projectSlug), reporter);
  const before =
    project && (await ask<ListImportedResponseJson>('database-write-list-imported', { projectId: project.id }));
  const known = new Set(before?.sourcePaths);
  const places = buildTree(leaves, sections, known);
  for (const { source } of leaves) reportPlace(source, places.get(source), reporter);
  const filesDirectory = wanted.dryRun
    ? await mkdtemp(join(tmpdir(), 'colophon-import-'))
    : (wanted.environment['FILES_DIR'] ?? '');
  try {
    const asDrafts = wanted.draft === true;
    const takeFile = localFiles(folder, filesDirectory, wanted.dryRun ? registerNothing : registerWith(ask));
    const around = { projectSlug: wanted.projectSlug, places, asDrafts, takeFile };
    reporter.total = leaves.length;
    const bringIn = wanted.dryRun ? rehearse(known) : send(ask, project?.id ?? '', wanted.projectSlug);
    await eachOf(leaves, 8, (leaf) => importOne(leaf, folder, around, reporter, bringIn));
  } finally {
    if (wanted.dryRun) await rm(filesDirectory, { recursive: true });
  }
  for (const source of known)
    if (!present.has(source)) reporter.note(source, 'is not in the folder any more; nothing was deleted');
  if (wanted.dryRun && known.size > 0)
    reporter.say('rehearsal', 'files that were brought in before count as unchanged here: they are not compared');
  return reporter.close();
}

type BringIn = (request: Awaited<ReturnType<typeof composePost>>['request']) => Promise<[Outcome, string]>;

async function importOne(leaf: Leaf, folder: string, around: Surroundings, reporter: Reporter, bringIn: BringIn) {
  const place = around.places.get(leaf.source);
  if (!place) return;
  try {
    const document = readDocument(await readFile(join(folder, leaf.source)));
    const composed = await composePost(leaf.source, document, place, around);
    const [outcome, words] = await bringIn(composed.request);
    reporter.file(outcome, `${leaf.source} ${words}`);
    for (const issue of composed.issues) reporter.note(leaf.source, issue);
    if (composed.oldSiteLinks > 0)
      reporter.tally('links to pages outside of the folder stay as they are', composed.oldSiteLinks);
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    if (error instanceof Refused) reporter.note(leaf.source, `was refused: ${error.message}`);
    else reporter.file('failed', `${leaf.source}: ${(error as Error).message}`);
  }
}

const outcomes = {
  CREATED: 'created',
  UPDATED: 'updated',
  UNCHANGED: 'unchanged',
  EDITED_MEANWHILE: 'editedMeanwhile',
} as const;

function send(ask: Ask, projectId: string, projectSlug: string): BringIn {
  return async (request) => {
    const answer = await ask<ImportPostResponseJson>('database-write-import-post', { projectId, ...request });
    const outcome = answer.outcome === undefined || answer.outcome === 'UNSPECIFIED' ? 'UNCHANGED' : answer.outcome;
    if (outcome === 'EDITED_MEANWHILE') {
      return [
        'editedMeanwhile',
        answer.postId
          ? 'was edited meanwhile; the post was left as it is'
          : 'was deleted meanwhile, and is not brought back',
      ];
    }
    return [outcomes[outcome], `→ /projects/${projectSlug}/${answer.path}${request.draft ? ' (draft)' : ''}`];
  };
}

/** Only the database could tell what has changed; a rehearsal does not ask it. */
function rehearse(known: Set<string>): BringIn {
  return async ({ sourcePath = '', sections = [], slug }) => {
    const path = [...sections.map((step) => step.slug), slug].join('/');
    return known.has(sourcePath) ? ['unchanged', ''] : ['created', `→ ${path}`];
  };
}

function reportPlace(source: string, place: Place | undefined, reporter: Reporter): void {
  if (place?.wished !== undefined) reporter.note(source, `the slug ${place.wished} → ${place.slug}`);
  if (place && source.split('/').length > 8)
    reporter.note(source, `lies too deep, and comes to stand at ${place.path}`);
}
