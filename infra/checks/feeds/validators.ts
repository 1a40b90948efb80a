import { readFileSync } from 'node:fs';
import Validator from '@adobe/structured-data-validator';
import resumes from '@jsonresume/schema';
import WebAutoExtractor from '@marbec/web-auto-extractor';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';

const atom = read(new URL('atom.xsd', import.meta.url));
const rss = read(new URL('rss.xsd', import.meta.url));
const sitemapIndexes = read(new URL('sitemap-index.xsd', import.meta.url));
const sitemaps = read(new URL('schema/sitemap.xsd', import.meta.resolve('sitemap/package.json')));

function read(file: URL): XsdValidator {
  return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(file)));
}

/** Well-formed as XML, and as the schema has it. Throws where it is not. */
function validXml(xml: string, schema: XsdValidator): void {
  const document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NO_XXE });
  schema.validate(document);
  document.dispose();
}

export const validAtom = (xml: string): void => validXml(xml, atom);
export const validRss = (xml: string): void => validXml(xml, rss);
export const validSitemap = (xml: string): void => validXml(xml, sitemaps);
export const validSitemapIndex = (xml: string): void => validXml(xml, sitemapIndexes);

/** What the schema of JSON Resume has against it. */
export function faultsOfResume(resume: unknown): unknown[] {
  let faults: unknown[] = [];
  resumes.validate(resume, (found) => (faults = found ?? []));
  return faults;
}

export interface Thing {
  '@type': string;
  [name: string]: unknown;
}

/** What a page says it is of, in JSON-LD, and what search engines would have against it. */
export async function structuredDataOf(html: string): Promise<{ things: Thing[]; faults: unknown[] }> {
  const extracted = new WebAutoExtractor({ addLocation: true, embedSource: [] }).parse(html);
  const issues = await new Validator(undefined).validate(extracted);
  const faults = [...(extracted.errors ?? []), ...issues.filter(({ severity }) => severity === 'ERROR')];
  return { things: Object.values(extracted.jsonld).flat(), faults };
}
