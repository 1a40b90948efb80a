/**
 * SQL for the project of this slug, as `id`, `slug`, `name` and `renamed`: whether that is what it was called before. A slug
 * that was taken again belongs to who has it now.
 */
export function projectAt(slug: string): string {
  return `
    select id, slug, name, false as renamed from published.projects where slug = ${slug}
    union all
    select project.id, project.slug, project.name, true
    from published.former_slugs former join published.projects project on project.id = former.project_id where former.slug = ${slug}
    order by renamed limit 1`;
}

/** The addresses of the API, which a moved one leads to. A section has none of its own: it is a place in its project. */
export const addressOf = {
  project: (slug: string) => `/api/v1/projects/${slug}`,
  post: (project: string, path: string) => `/api/v1/projects/${project}/posts/${path}`,
  section: (project: string, path: string) => `/api/v1/projects/${project}#${path}`,
};
