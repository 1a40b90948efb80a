import type { DocumentJson } from '../../../../../proto/gen/colophon/documents/v1/documents_pb.js';
import type { AboutSectionJson } from '../../../../../proto/gen/colophon/profile/v1/about_pb.js';
import type { ContactChannelJson } from '../../../../../proto/gen/colophon/profile/v1/contact_pb.js';
import type { EducationEntryJson } from '../../../../../proto/gen/colophon/profile/v1/education_pb.js';
import type { LanguageJson } from '../../../../../proto/gen/colophon/profile/v1/languages_pb.js';
import type { WorkHistoryEntryJson } from '../../../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import type { TechStackCategoryJson } from '../../../../../proto/gen/colophon/techstack/v1/techstack_pb.js';
import { ask, type Answer, type Fetch } from './ask.ts';
import type { Picture } from './picture.ts';
import type { Whole } from './whole.ts';

type Ending<T extends { end?: string }> = Whole<Omit<T, 'end'>> & { end?: string };

export type AboutSection = Whole<Omit<AboutSectionJson, 'picture' | 'pictureMediaId'>> & { picture?: Picture };
export type ContactChannel = Whole<ContactChannelJson>;
export type Document = Whole<Omit<DocumentJson, 'path' | 'bytes' | 'pages' | 'preview'>> & {
  path?: string;
  bytes?: number;
  pages?: number;
  preview?: Picture;
};
export type Work = Ending<WorkHistoryEntryJson>;
export type Education = Ending<EducationEntryJson>;
export type Language = Whole<LanguageJson>;
export type TechStackCategory = Whole<TechStackCategoryJson>;

export interface About {
  items: AboutSection[];
  pictures: Picture[];
}

export interface Resume {
  work: Work[];
  education: Education[];
  languages: Language[];
  techStack: TechStackCategory[];
  documents: Document[];
  pictures: Picture[];
}

const emptyAbout: About = { items: [], pictures: [] };
const emptyResume: Resume = { work: [], education: [], languages: [], techStack: [], documents: [], pictures: [] };

export async function getResume(fetch: Fetch): Promise<Answer<Resume>> {
  const { body, served } = await ask<Partial<Resume>>(fetch, 'resume');
  return { body: { ...emptyResume, ...body }, served };
}

export async function getAbout(fetch: Fetch): Promise<Answer<About>> {
  const { body, served } = await ask<Partial<About>>(fetch, 'about');
  return { body: { ...emptyAbout, ...body }, served };
}

export const getContact = (fetch: Fetch): Promise<Answer<ContactChannel[]>> => items(fetch, 'contact');
export const listDocuments = (fetch: Fetch): Promise<Answer<Document[]>> => items(fetch, 'documents');

async function items<T>(fetch: Fetch, of: string): Promise<Answer<T[]>> {
  const { body, served } = await ask<{ items?: T[] }>(fetch, of);
  return { body: body.items ?? [], served };
}
