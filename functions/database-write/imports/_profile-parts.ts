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
import { Refusal } from '../../_http/refusal.ts';
import { parseJson, uuidMember } from '../../_http/request.ts';
import type { AuthoredList } from '../../_postgres/authored-list.ts';
import { documents } from '../../_postgres/documents/documents.ts';
import type { Part as Table } from '../../_postgres/imports/fill-part.ts';
import { putAboutSection } from '../../_postgres/profile/about.ts';
import { contactChannels } from '../../_postgres/profile/contact.ts';
import { education } from '../../_postgres/profile/education.ts';
import { languages } from '../../_postgres/profile/languages.ts';
import { workHistory } from '../../_postgres/profile/work-history.ts';
import { techStackCategories, techStackCollections, techStackItems } from '../../_postgres/techstack/techstack.ts';
import { attempt, type Tx } from '../../_postgres/transaction.ts';

type BringIn = (tx: Tx, entry: JsonObject) => Promise<unknown>;

/** Which table tells whether a part is empty, and how one entry comes into it: as the author's route would take it. */
export const parts: Partial<Record<Part, { table: Table; bringIn: BringIn }>> = {
  [Part.ABOUT]: { table: 'about_sections', bringIn: bringInSection },
  [Part.WORK_HISTORY]: { table: 'work_history', bringIn: into(workHistory, CreateWorkHistoryRequestSchema) },
  [Part.EDUCATION]: { table: 'education', bringIn: into(education, CreateEducationRequestSchema) },
  [Part.LANGUAGES]: { table: 'languages', bringIn: into(languages, CreateLanguageRequestSchema) },
  [Part.TECH_STACK]: { table: 'techstack_categories', bringIn: bringInCategory },
  [Part.CONTACT]: { table: 'contact_channels', bringIn: into(contactChannels, CreateContactChannelRequestSchema) },
  [Part.DOCUMENTS]: { table: 'documents', bringIn: bringInDocument },
};

function into<Entry extends DescMessage>(list: AuthoredList<Entry>, schema: DescMessage): BringIn {
  return (tx, entry) => list.create(tx, schema, parseJson(schema, entry));
}

function bringInSection(tx: Tx, { section, ...written }: JsonObject): Promise<unknown> {
  return putAboutSection(
    tx,
    typeof section === 'string' ? section : '',
    parseJson(PutAboutSectionRequestSchema, written),
  );
}

async function bringInDocument(tx: Tx, entry: JsonObject): Promise<unknown> {
  const document = parseJson(CreateDocumentRequestSchema, entry);
  uuidMember(document.mediaId, 'mediaId');
  return documents.create(tx, CreateDocumentRequestSchema, document);
}

async function bringInCategory(tx: Tx, { collections = [], ...category }: JsonObject): Promise<void> {
  const { id } = await techStackCategories.create(
    tx,
    CreateTechStackCategoryRequestSchema,
    parseJson(CreateTechStackCategoryRequestSchema, category),
  );
  for (const collection of objects(collections))
    await named(tx, collection, () => bringInCollection(tx, collection, id));
}

async function bringInCollection(tx: Tx, { items = [], ...collection }: JsonObject, categoryId: string): Promise<void> {
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
