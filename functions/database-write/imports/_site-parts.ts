import { type DescMessage, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { CreateDocumentRequestSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { ImportProfileRequest_Part as Part } from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { PutAboutSectionRequestSchema } from '../../../proto/gen/colophon/profile/v1/about_pb.js';
import { CreateContactChannelRequestSchema } from '../../../proto/gen/colophon/profile/v1/contact_pb.js';
import { CreateEducationRequestSchema } from '../../../proto/gen/colophon/profile/v1/education_pb.js';
import { CreateLanguageRequestSchema } from '../../../proto/gen/colophon/profile/v1/languages_pb.js';
import { CreateWorkHistoryRequestSchema } from '../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import {
  CreateTechStackCategoryRequestSchema,
  CreateTechStackCollectionRequestSchema,
  CreateTechStackItemRequestSchema,
} from '../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { CreateRedirectRequestSchema } from '../../../proto/gen/colophon/redirects/v1/redirects_pb.js';
import { Refusal } from '../../_http/refusal.ts';
import { parseJson } from '../../_http/request.ts';
import { siteLink, sitePath } from '../../_keys/site-path.ts';
import type { AuthoredList } from '../../_postgres/authored-list.ts';
import { documents } from '../../_postgres/documents/documents.ts';
import type { Part as Table } from '../../_postgres/imports/fill-part.ts';
import { putAboutSection } from '../../_postgres/profile/about.ts';
import { contactChannels } from '../../_postgres/profile/contact.ts';
import { education } from '../../_postgres/profile/education.ts';
import { languages } from '../../_postgres/profile/languages.ts';
import { workHistory } from '../../_postgres/profile/work-history.ts';
import { createRedirect } from '../../_postgres/redirects/redirects.ts';
import { techStackCategories, techStackCollections, techStackItems } from '../../_postgres/techstack/techstack.ts';
import { attempt, type Tx } from '../../_postgres/transaction.ts';

type Take = (tx: Tx, entry: JsonObject) => Promise<unknown>;

/** Which table tells whether a part is empty, and how one entry comes into it: as the author's route would take it. */
export const parts: Partial<Record<Part, { table: Table; take: Take }>> = {
  [Part.ABOUT]: { table: 'about_sections', take: takeSection },
  [Part.WORK_HISTORY]: { table: 'work_history', take: into(workHistory, CreateWorkHistoryRequestSchema) },
  [Part.EDUCATION]: { table: 'education', take: into(education, CreateEducationRequestSchema) },
  [Part.LANGUAGES]: { table: 'languages', take: into(languages, CreateLanguageRequestSchema) },
  [Part.TECH_STACK]: { table: 'techstack_categories', take: takeCategory },
  [Part.CONTACT]: { table: 'contact_channels', take: into(contactChannels, CreateContactChannelRequestSchema) },
  [Part.DOCUMENTS]: { table: 'documents', take: into(documents, CreateDocumentRequestSchema) },
  [Part.REDIRECTS]: { table: 'redirects', take: takeRedirect },
};

function into<Entry extends DescMessage>(list: AuthoredList<Entry>, schema: DescMessage): Take {
  return (tx, entry) => list.create(tx, schema, parseJson(schema, entry));
}

function takeSection(tx: Tx, { section, ...written }: JsonObject): Promise<unknown> {
  return putAboutSection(
    tx,
    typeof section === 'string' ? section : '',
    parseJson(PutAboutSectionRequestSchema, written),
  );
}

function takeRedirect(tx: Tx, entry: JsonObject): Promise<unknown> {
  const { fromPath, toPath } = parseJson(CreateRedirectRequestSchema, entry);
  return createRedirect(tx, { fromPath: sitePath(fromPath), toPath: siteLink(toPath) });
}

async function takeCategory(tx: Tx, { collections = [], ...category }: JsonObject): Promise<void> {
  const { id } = await techStackCategories.create(
    tx,
    CreateTechStackCategoryRequestSchema,
    parseJson(CreateTechStackCategoryRequestSchema, category),
  );
  for (const collection of objects(collections)) await named(tx, collection, () => takeCollection(tx, collection, id));
}

async function takeCollection(tx: Tx, { items = [], ...collection }: JsonObject, categoryId: string): Promise<void> {
  const { id } = await techStackCollections.create(
    tx,
    CreateTechStackCollectionRequestSchema,
    parseJson(CreateTechStackCollectionRequestSchema, collection),
    categoryId,
  );
  for (const item of objects(items)) {
    await named(tx, item, () =>
      techStackItems.create(
        tx,
        CreateTechStackItemRequestSchema,
        parseJson(CreateTechStackItemRequestSchema, item),
        id,
      ),
    );
  }
}

/** A list of objects; anything else counts as one wrong entry, which its schema then refuses. */
function objects(value: JsonValue): JsonObject[] {
  return (Array.isArray(value) ? value : [value]) as JsonObject[];
}

/** Says of which part of an entry a refusal speaks. */
async function named<T>(tx: Tx, entry: JsonObject, work: () => Promise<T>): Promise<T> {
  try {
    return await attempt(tx, work);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.violations) throw error;
    const name = JSON.stringify(entry?.['name'] ?? '');
    const violations = error.violations.map(({ field, issue }) => ({ field: `${name}: ${field}`, issue }));
    throw new Refusal({ ...error.toValue(), violations });
  }
}
