import type { DatabaseError } from 'pg';
import type { RefusalKind, Violation } from '../_http/refusal.ts';
import { documentMeanings } from './documents/violations.ts';
import { identityMeanings } from './identity/violations.ts';
import type { Meaning } from './meanings.ts';
import { profileMeanings } from './profile/violations.ts';
import { techStackMeanings } from './techstack/violations.ts';

/** What each constraint means to the one who wrote the value. */
const meanings: Record<string, Meaning> = {
  slug_check: {
    field: 'slug',
    issue: 'must be lower-case letters and digits with single hyphens or underscores between, 1 to 100 characters',
  },
  sites_title_length: { field: 'title', issue: 'must have 1 to 200 characters' },
  sites_tagline_length: { field: 'tagline', issue: 'must have at most 300 characters' },
  sites_description_length: { field: 'description', issue: 'must have at most 2000 characters' },
  sites_author_length: { field: 'author', issue: 'must have at most 200 characters' },
  sites_menu_is_list: { field: 'menu', issue: 'must have at most 20 entries' },
  sites_menu_entries: {
    field: 'menu',
    issue:
      'must have entries with a label of 1 to 100 characters that lead to a path of this site, an address with http or https, mailto: or tel:',
  },
  projects_slug_unique: { field: 'slug', issue: 'is taken by another project', kind: 'conflict' },
  projects_name_length: { field: 'name', issue: 'must have 1 to 200 characters' },
  projects_type_length: { field: 'type', issue: 'must have at most 100 characters' },
  projects_description_length: { field: 'description', issue: 'must have at most 5000 characters' },
  projects_position_range: { field: 'position', issue: 'must be from 0 to 999999' },
  nodes_name_length: { field: 'name', issue: 'must have 1 to 200 characters' },
  nodes_position_range: { field: 'position', issue: 'must be from 0 to 999999' },
  nodes_type_known: { field: 'type', issue: 'must be PAGE or SECTION' },
  nodes_section_has_name: { field: 'name', issue: 'must be given: a section has no post to be named after' },
  nodes_depth: { field: 'parentNodeId', issue: 'would be deeper than 8 levels' },
  nodes_path_unique: { field: 'slug', issue: 'is taken by another page or section at this place', kind: 'conflict' },
  nodes_parent: { field: 'parentNodeId', issue: 'names nothing in this project' },
  nodes_parent_is_section: { field: 'parentNodeId', issue: 'must name a section' },
  nodes_no_cycle: { field: 'parentNodeId', issue: 'lies below the section that is to be moved' },
  posts_place: { field: 'nodeId', issue: 'must name a page of this project' },
  posts_node_unique: { field: 'nodeId', issue: 'shows another post', kind: 'conflict' },
  redirects_from_path_unique: { field: 'fromPath', issue: 'is redirected already', kind: 'conflict' },
  redirects_from_path_length: { field: 'fromPath', issue: 'must have 2 to 2000 characters' },
  redirects_from_path_shape: { field: 'fromPath', issue: 'must begin with one slash and hold no white space, ? or #' },
  redirects_from_path_is_free: { field: 'fromPath', issue: 'must not be below /api, /files or /studio' },
  redirects_to_path_length: { field: 'toPath', issue: 'must have 1 to 2000 characters' },
  redirects_to_path_shape: {
    field: 'toPath',
    issue: 'must be a path of this site, a web address, mailto: or tel:',
  },
  redirects_lead_somewhere: { field: 'toPath', issue: 'would lead back to where the redirect begins' },
  posts_title_length: { field: 'title', issue: 'must have at most 200 characters' },
  posts_summary_length: { field: 'summary', issue: 'must have at most 1000 characters' },
  posts_body_markdown_length: { field: 'bodyMarkdown', issue: 'must have at most 500000 characters' },
  posts_tags_are_slugs: {
    field: 'tags',
    issue: 'must be lower-case letters and digits with single hyphens or underscores between',
  },
  posts_tags_count: { field: 'tags', issue: 'must have at most 20 entries' },
  posts_published_has_title: { field: 'title', issue: 'must not be blank in a published post' },
  posts_published_has_body: { field: 'bodyMarkdown', issue: 'must not be blank in a published post' },
  posts_published_has_place: { field: 'nodeId', issue: 'must name a place: a published post has one' },
  posts_published_at_range: { field: 'publishedAt', issue: 'must be in the years 1 to 9999' },
  posts_published_has_date: { field: 'publishedAt', issue: 'must be there in a published post' },
  posts_project_id_fkey: { field: 'projectId', issue: 'names no project', kind: 'not-found' },
  imported_files_source_path_length: { field: 'sourcePath', issue: 'must have 1 to 1000 characters' },
  imported_files_content_hash_shape: { field: 'contentHash', issue: 'must be a SHA-256 in hexadecimal' },
  imported_files_project_id_fkey: { field: 'projectId', issue: 'names no project', kind: 'not-found' },
  ...profileMeanings,
  ...techStackMeanings,
  ...documentMeanings,
  ...identityMeanings,
  media_file_name_length: { field: 'fileName', issue: 'must have 1 to 255 characters' },
  media_alternative_text_length: { field: 'alternativeText', issue: 'must have at most 1000 characters' },
  media_path_shape: { field: 'path', issue: 'must be the path of a stored file' },
  media_sha256_shape: { field: 'sha256', issue: 'must be a SHA-256 in hexadecimal' },
  media_bytes_range: { field: 'bytes', issue: 'must be greater than 0' },
  posts_cover: { field: 'coverMediaId', issue: 'names no media' },
  projects_cover: { field: 'coverMediaId', issue: 'names no media' },
  about_sections_picture: { field: 'pictureMediaId', issue: 'names no media' },
  documents_media: { field: 'mediaId', issue: 'names no media' },
  documents_media_is_document: { field: 'mediaId', issue: 'must name a PDF' },
  nodes_project: { field: 'projectId', issue: 'names no project', kind: 'not-found' },
};

/** Lists that are answered whole; the name of the constraint that their trigger raises is the table's. */
const tooLong: Meaning = {
  field: '',
  issue: 'would be longer than one answer may be: remove or shorten something first',
};

/** The third gate in the words of the first; undefined for what the caller cannot be blamed for. */
export function violationOf(
  error: DatabaseError,
): { kind: RefusalKind; detail: string; violation: Violation } | undefined {
  const name = error.constraint ?? '';
  const meaning = meanings[name] ?? (name.endsWith('_fits') ? tooLong : undefined);
  if (!meaning) return undefined;
  const { field, issue, kind = 'invalid' } = meaning;
  return { kind, detail: `${field || 'The list'} ${issue}.`, violation: { field, issue } };
}
