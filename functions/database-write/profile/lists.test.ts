import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { readyDocument } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import type { HttpHandler, HttpResult } from '../../_http/route.ts';
import { handler as listContact } from '../../database-read/studio/list-contact-for-studio.ts';
import { handler as listDocuments } from '../../database-read/studio/list-documents-for-studio.ts';
import { handler as listEducation } from '../../database-read/studio/list-education-for-studio.ts';
import { handler as listLanguages } from '../../database-read/studio/list-languages-for-studio.ts';
import { handler as listWorkHistory } from '../../database-read/studio/list-work-history-for-studio.ts';
import { handler as createDocument } from '../documents/create-document.ts';
import { handler as deleteDocument } from '../documents/delete-document.ts';
import { handler as updateDocument } from '../documents/update-document.ts';
import { handler as createContactChannel } from './create-contact-channel.ts';
import { handler as createEducation } from './create-education.ts';
import { handler as createLanguage } from './create-language.ts';
import { handler as createWorkHistory } from './create-work-history.ts';
import { handler as deleteContactChannel } from './delete-contact-channel.ts';
import { handler as deleteEducation } from './delete-education.ts';
import { handler as deleteLanguage } from './delete-language.ts';
import { handler as deleteWorkHistory } from './delete-work-history.ts';
import { handler as updateContactChannel } from './update-contact-channel.ts';
import { handler as updateEducation } from './update-education.ts';
import { handler as updateLanguage } from './update-language.ts';
import { handler as updateWorkHistory } from './update-work-history.ts';

const db = databaseUnderTest();
const asked = standInLambda();
const nobody = '019a0000-0000-7000-8000-0000000000ff';
const another = '019a0000-0000-7000-8000-0000000000bb';
const media = '019a0000-0000-7000-8000-0000000000aa';

beforeEach(async () => {
  await db.sql(`truncate work_history, education, languages, contact_channels, documents`);
  await db.sql(readyDocument(media) + readyDocument(another));
  await db.sql(`truncate outbox`);
  asked.length = 0;
});

interface List {
  path: string;
  doors: Record<'create' | 'update' | 'remove' | 'list', HttpHandler>;
  /** What can be said of an entry, and the least that must be. */
  whole: Record<string, unknown>;
  least: Record<string, unknown>;
  tag: string;
  changes: [change: Record<string, unknown>, shown: Record<string, unknown>][];
  refused: [change: Record<string, unknown>, status: number, field: string][];
}

const time = { location: 'Mainz', url: 'https://example.org', summary: 'Short.', description: '# Long' };
const timeChanges: List['changes'] = [
  [{ end: '' }, { end: undefined }],
  [
    { start: '1450-01-01', end: '1450' },
    { start: '1450-01-01', end: '1450' },
  ],
  [
    { url: '', summary: '' },
    { url: '', summary: '', location: 'Mainz' },
  ],
];
const timeRefused: List['refused'] = [
  [{ start: '' }, 422, 'start'],
  [{ start: '1450-02-30' }, 422, 'start'],
  [{ end: 'now' }, 422, 'end'],
  [{ start: '1456' }, 422, 'end'],
  [{ url: 'javascript:alert(1)' }, 422, 'url'],
  [{ summary: 'x'.repeat(1001) }, 422, 'summary'],
  [{ start: 1450 }, 400, 'start'],
];
const positionRefused: List['refused'] = [
  [{ position: -1 }, 422, 'position'],
  [{ position: 1_000_000 }, 422, 'position'],
  [{ position: 1.5 }, 400, 'position'],
];

const lists: List[] = [
  {
    path: '/work-history',
    doors: { create: createWorkHistory, update: updateWorkHistory, remove: deleteWorkHistory, list: listWorkHistory },
    whole: { organisation: 'Press', role: 'Printer', ...time, start: '1450-03', end: '1455' },
    least: { organisation: 'Press', role: 'Printer', start: '1450' },
    tag: 'work-history',
    changes: [[{ role: 'Master' }, { role: 'Master', organisation: 'Press' }], ...timeChanges],
    refused: [[{ organisation: '' }, 422, 'organisation'], [{ role: '' }, 422, 'role'], ...timeRefused],
  },
  {
    path: '/education',
    doors: { create: createEducation, update: updateEducation, remove: deleteEducation, list: listEducation },
    whole: { institution: 'School', degree: 'Master', field: 'Type', ...time, start: '1450-03', end: '1455' },
    least: { institution: 'School', start: '1450' },
    tag: 'education',
    changes: [[{ degree: '' }, { degree: '', field: 'Type' }], ...timeChanges],
    refused: [[{ institution: '' }, 422, 'institution'], [{ field: 'x'.repeat(201) }, 422, 'field'], ...timeRefused],
  },
  {
    path: '/languages',
    doors: { create: createLanguage, update: updateLanguage, remove: deleteLanguage, list: listLanguages },
    whole: { tag: 'pt-BR', name: 'Português', level: 'B2', position: 7 },
    least: { tag: 'pt-BR', name: 'Português', level: 'NATIVE' },
    tag: 'languages',
    changes: [
      [{ level: 'C1' }, { level: 'C1', tag: 'pt-BR' }],
      [{ position: 0 }, { position: 0 }],
    ],
    refused: [
      [{ tag: 'pt_BR' }, 422, 'tag'],
      [{ level: 'UNSPECIFIED' }, 400, 'level'],
      [{ level: 42 }, 400, 'level'],
      [{ level: 'D1' }, 400, 'level'],
      ...positionRefused,
    ],
  },
  {
    path: '/contact',
    doors: {
      create: createContactChannel,
      update: updateContactChannel,
      remove: deleteContactChannel,
      list: listContact,
    },
    whole: { kind: 'email', label: 'Mail', href: 'mailto:a@example.org', position: 7 },
    least: { kind: 'email', label: 'Mail', href: '/contact/form' },
    tag: 'contact',
    changes: [[{ href: 'tel:+49301' }, { href: 'tel:+49301', label: 'Mail' }]],
    refused: [
      [{ kind: 'E-Mail' }, 422, 'kind'],
      [{ href: 'javascript:alert(1)' }, 422, 'href'],
      [{ href: '' }, 422, 'href'],
      ...positionRefused,
    ],
  },
  {
    path: '/documents',
    doors: { create: createDocument, update: updateDocument, remove: deleteDocument, list: listDocuments },
    whole: {
      ...{ slug: 'resume', title: 'Résumé', description: 'd', kind: 'RESUME', variant: 'one page' },
      ...{ language: 'de', position: 7, mediaId: media },
    },
    least: { slug: 'resume', title: 'Résumé', kind: 'OTHER', mediaId: media },
    tag: 'documents',
    changes: [
      [
        { variant: '', language: '' },
        { variant: '', language: '', slug: 'resume' },
      ],
      [{ mediaId: another }, { mediaId: another, path: `/files/${another.replaceAll('-', '')}.pdf` }],
    ],
    refused: [
      [{ slug: 'Résumé' }, 422, 'slug'],
      [{ kind: 'UNSPECIFIED' }, 400, 'kind'],
      [{ language: 'de_DE' }, 422, 'language'],
      [{ mediaId: 'resume.pdf' }, 422, 'mediaId'],
      [{ mediaId: '' }, 422, 'mediaId'],
      [{ mediaId: nobody }, 422, 'mediaId'],
      ...positionRefused,
    ],
  },
];

/** What is shown at all. */
const defined = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

describe.each(lists)('$path', ({ path, doors, whole, least, tag, changes, refused }) => {
  const create = (body: unknown) => doors.create(httpEvent({ method: 'POST', path: `/api/v1${path}`, body }));
  const on = (id: string) => ({ path: `/api/v1${path}/${id}`, parameters: { id } });
  const change = (id: string, body: unknown) => doors.update(httpEvent({ method: 'PATCH', ...on(id), body }));
  const remove = (id: string) => doors.remove(httpEvent({ method: 'DELETE', ...on(id) }));
  const stored = async () => {
    const result = await doors.list(httpEvent({ path: `/api/v1/studio${path}` }));
    expect(result.headers).toMatchObject({ 'cache-control': 'private, no-store' });
    return bodyOf(result)['items'] as Record<string, unknown>[];
  };
  const made = async () => bodyOf(await create(whole)) as Record<string, unknown> & { id: string };
  const announced = async () => (await db.sql<{ tag: string }>(`select tag from outbox`)).map((row) => row.tag);

  test('an entry is made, shown in the studio, announced, and taken away', async () => {
    const result = await create(whole);
    expect(result.statusCode).toBe(201);
    expect(result.headers).toMatchObject({ 'content-version': expect.stringMatching(/^\d+$/) as string });
    const body = bodyOf(result) as { id: string };
    expect(body).toMatchObject({ ...whole, id: expect.any(String) as string, updatedAt: expect.any(String) as string });
    expect(await stored()).toEqual([body]);
    expect(await announced()).toEqual([tag]);
    expect(asked).toEqual([{ name: 'outbox-relay', type: 'Event', payload: {} }]);
    expect(await remove(body.id)).toMatchObject({ statusCode: 204 });
    expect(await stored()).toEqual([]);
    expect((await remove(body.id)).statusCode).toBe(404);
  });

  test('little must be said, and nothing of that may be missing', async () => {
    expect((await create(least)).statusCode).toBe(201);
    for (const field of Object.keys(least)) {
      const another: Record<string, unknown> = 'slug' in least ? { ...least, slug: 'another' } : least;
      const { [field]: _, ...rest } = another;
      const result = await create(rest);
      expect(result.statusCode).toBe(422);
      expect(bodyOf(result)).toMatchObject({ violations: [{ field }] });
    }
  });

  test.each(changes)('%j changes that alone', async (given, shown) => {
    const { id, ...before } = await made();
    const result = await change(id, given);
    expect(result.statusCode).toBe(200);
    const { updatedAt: _before, ...rest } = { ...before, ...shown };
    const { updatedAt: _after, id: same, ...after } = bodyOf(result);
    expect(same).toBe(id);
    expect(after).toEqual(defined(rest));
  });

  test.each(refused)('%j is refused with %i, and nothing is written', async (given, status, field) => {
    const { id } = await made();
    const before = await stored();
    const another = 'slug' in whole ? { slug: 'another' } : {};
    for (const result of [await change(id, given), await create({ ...whole, ...another, ...given })]) {
      expect(result.statusCode).toBe(status);
      expect(bodyOf(result)).toMatchObject({ violations: [{ field }] });
    }
    expect(await stored()).toEqual(before);
  });

  test('a field that nobody knows is refused, and what is not there is 404', async () => {
    expect((await create({ ...whole, colour: 'red' })).statusCode).toBe(400);
    expect((await change(nobody, {})).statusCode).toBe(404);
    expect((await change('no-id', {})).statusCode).toBe(404);
    expect((await remove(nobody)).statusCode).toBe(404);
  });
});

test.each(lists.filter(({ whole }) => 'position' in whole))(
  '$path: without a position an entry is the last',
  async (list) => {
    const create = (body: Record<string, unknown>) =>
      list.doors.create(httpEvent({ method: 'POST', path: `/api/v1${list.path}`, body }));
    const position = (result: HttpResult) => bodyOf(result)['position'];
    const { position: _, ...whole } = list.whole;
    const slug = (name: string) => ('slug' in whole ? { slug: name } : {});
    expect(position(await create({ ...whole, ...slug('a') }))).toBe(10);
    expect(position(await create({ ...whole, ...slug('b'), position: 999_998 }))).toBe(999_998);
    expect(position(await create({ ...whole, ...slug('c') }))).toBe(999_999);
    expect(position(await create({ ...whole, ...slug('d') }))).toBe(999_999);
  },
);

test('two documents do not share a slug', async () => {
  const create = (body: unknown) => createDocument(httpEvent({ method: 'POST', path: '/api/v1/documents', body }));
  await create(lists[4]!.whole);
  const result = await create(lists[4]!.whole);
  expect(result.statusCode).toBe(409);
  expect(bodyOf(result)).toMatchObject({ violations: [{ field: 'slug', issue: 'is taken by another document' }] });
});
