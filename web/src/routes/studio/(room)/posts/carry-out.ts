import { randomUUID } from 'node:crypto';
import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import type { Outcome, Refused } from '#lib/server/api/author.ts';
import {
  changeManuscript,
  createManuscript,
  getRevision,
  turnManuscript,
  type Manuscript,
} from '#lib/server/api/manuscripts.ts';
import { signIn, whoIsHere } from '#lib/server/api/sessions.ts';
import { findShelf, movePlace } from '#lib/server/api/shelves.ts';
import { renderBody } from '#lib/server/body.ts';
import { changeOf, readDraft, tagsOf, type Draft } from './draft.ts';
import { mergeTexts, mergeValues } from './merge.ts';
import { movesTo, parentIn } from './places.ts';

export const intents = ['save', 'publish', 'unpublish', 'preview', 'schedule'] as const;
export type Intent = (typeof intents)[number];

/** What the form comes back with when it was not saved, or not meant to be: everything that was typed, and why. */
export interface Returned {
  draft: Draft;
  intent: Intent;
  refused?: Refused;
  /** The text was saved all the same; what else its button says was refused. */
  saved?: true;
  /** The preview. */
  html?: string;
  conflict?: Conflict;
  /** How signing in again went, if it was tried. */
  again?: { email: string; refused?: Refused; passkeyOptions?: string };
}

/** Both texts, and one that was made of them. */
export interface Conflict {
  theirs: Manuscript;
  merged: Draft;
}

type Answered = Promise<Returned | ActionFailure<Returned>>;

/** Does with what was typed what its button says. Ends in a redirect where it was saved. */
export async function carryOut(event: RequestEvent, id: string, intent: Intent, draft: Draft): Answered {
  if (intent === 'preview') return preview(event, draft);
  const saved = await save(event, id, draft);
  if (!saved.ok) return notSaved(event, id, intent, draft, saved.refused);
  // When it appears is asked on a page of its own, once the text is safe.
  if (intent === 'schedule') redirect(303, `/studio/posts/${id}/schedule`);
  if (intent !== 'save') {
    const { revision, slug } = saved.body;
    const turned = await turnManuscript(event, id, revision, intent);
    const now = { ...draft, revision, slug, savedSlug: slug, savedPlace: draft.place };
    if (!turned.ok) return fail(turned.refused.status, { draft: now, intent, refused: turned.refused, saved: true });
  }
  redirect(303, `/studio/posts/${id}?done=${intent}`);
}

/** A new post is saved as a draft first; from then on it has an address of its own. */
export async function create(event: RequestEvent, intent: Intent, draft: Draft): Answered {
  if (intent === 'preview') return preview(event, draft);
  const { title, slug, summary, bodyMarkdown, project, place, key } = draft;
  const parentNodeId = parentIn(place);
  const body = { title, summary, bodyMarkdown, tags: tagsOf(draft.tags), ...(slug && { slug }), parentNodeId };
  const created = await createManuscript(event, project, body, key);
  if (!created.ok) {
    // The post was made, and its answer was lost or its author went back: what was typed since then is another one.
    const isOther = created.refused.violations.some(({ field }) => field === 'Idempotency-Key');
    const returned = isOther ? { ...draft, key: randomUUID() } : draft;
    return fail(created.refused.status, { draft: returned, intent, refused: created.refused });
  }
  await move(event, created.body, draft);
  redirect(303, `/studio/posts/${created.body.id}?done=save`);
}

/** Rendered by the one renderer, for whoever is signed in. */
async function preview(event: RequestEvent, draft: Draft): Answered {
  const here = await whoIsHere(event);
  if (!here.ok) return fail(here.refused.status, { draft, intent: 'preview', refused: here.refused });
  return { draft, intent: 'preview', html: await renderBody(draft.bodyMarkdown) };
}

async function save(event: RequestEvent, id: string, draft: Draft): Promise<Outcome<Manuscript>> {
  const saved = await changeManuscript(event, id, draft.revision, changeOf(draft));
  if (saved.ok) await move(event, saved.body, draft);
  return saved;
}

/** The order among siblings is told after the text is safe; a page that could not be moved stands where it stood. */
async function move(event: RequestEvent, { nodeId, projectId }: Manuscript, draft: Draft): Promise<void> {
  if (draft.place === draft.savedPlace || nodeId === '') return;
  const shelf = await findShelf(event, projectId);
  if (!shelf) return;
  for (const { id, position } of movesTo(shelf, draft.place, nodeId)) await movePlace(event, id, position);
}

async function notSaved(
  event: RequestEvent,
  id: string,
  intent: Intent,
  draft: Draft,
  refused: Refused,
): Promise<ActionFailure<Returned>> {
  const { current: theirs, ...said } = refused;
  if (refused.status !== 412 || !theirs) return fail(refused.status, { draft, intent, refused: said });
  const conflict = await conflictWith(event, id, draft, theirs as Manuscript);
  return fail(412, { draft, intent, refused: said, conflict });
}

async function conflictWith(event: RequestEvent, id: string, mine: Draft, theirs: Manuscript): Promise<Conflict> {
  const base = await getRevision(event, id, mine.revision);
  const merged = {
    ...mine,
    title: mergeValues(base?.title, mine.title, theirs.title),
    summary: mergeValues(base?.summary, mine.summary, theirs.summary),
    slug: mergeValues(mine.savedSlug, mine.slug, theirs.slug),
    tags: mergeValues(base?.tags?.join(', '), mine.tags, theirs.tags.join(', ')),
    bodyMarkdown: mergeTexts(base?.bodyMarkdown ?? '', mine.bodyMarkdown, theirs.bodyMarkdown),
    revision: theirs.revision,
    savedSlug: theirs.slug,
  };
  return { theirs, merged };
}

/** Signs in with what stands beside the text, and goes on with what was asked for before. */
export async function signInAgain(
  event: RequestEvent,
  form: FormData,
  goOn: (intent: Intent, draft: Draft) => Answered,
): Answered {
  const draft = readDraft(form);
  const intent = intents.find((name) => name === form.get('intent')) ?? 'save';
  const email = formText(form, 'email');
  // A passkey has signed in already, by its script.
  if (form.get('passkey') === 'done') return goOn(intent, draft);
  const signedIn = await signIn(event, email, formText(form, 'password'));
  const ended = { status: 401, detail: '', violations: [] };
  const returned = { draft, intent, refused: ended };
  if (!signedIn.ok) return fail(signedIn.refused.status, { ...returned, again: { email, refused: signedIn.refused } });
  const { passkeyOptions } = signedIn.body;
  if (!passkeyOptions) return goOn(intent, draft);
  return fail(401, { ...returned, again: { email, passkeyOptions: JSON.stringify(passkeyOptions) } });
}
