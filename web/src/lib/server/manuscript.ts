import type { Post } from './api/posts.ts';

/** A post as its author wrote it, behind what is to be known of it, in YAML. */
export function manuscript(post: Post, page: string): string {
  const { title, summary, project, tags, publishedAt, updatedAt, bodyMarkdown } = post;
  const known = {
    title,
    summary,
    project: project.name,
    tags,
    published: publishedAt,
    updated: updatedAt,
    canonical: page,
  };
  const lines = Object.entries(known).flatMap(([name, value]) => (value ? [`${name}: ${yaml(value)}`] : []));
  return ['---', ...lines, '---', '', bodyMarkdown.trimEnd(), ''].join('\n');
}

/** JSON is YAML, but for characters that YAML takes only where they are escaped. */
function yaml(value: string | string[]): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped);
}
