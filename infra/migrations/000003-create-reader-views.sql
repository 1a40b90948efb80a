-- All that the reader role can see. What is not published does not exist here.
create schema published;
set local search_path = published;

create view sites with (security_barrier) as
  select title, tagline, description, author, menu, updated_at from colophon.sites;

create view projects with (security_barrier) as
  select id, slug, name, type, description, position, created_at, updated_at from colophon.projects;

create view posts with (security_barrier) as
  select id, project_id, node_id, path, sort_key, title, summary, body_markdown, tags, status, published_at, created_at, updated_at
  from colophon.posts where status = 'published';

-- A page shows when its post does, a section when anything below it does: the name of a section of drafts is not out yet.
create view nodes with (security_barrier) as
  select node.id, node.project_id, node.parent_id, node.type, coalesce(node.name, post.title) as name, node.slug, node.path, node.sort_key,
         post.id as post_id
  from colophon.nodes node
  left join colophon.posts post on post.node_id = node.id and post.status = 'published'
  where case node.type
    when 'page' then post.id is not null
    else exists (
      select from colophon.posts below
      where below.project_id = node.project_id and below.status = 'published'
        and below.sort_key > node.sort_key and below.sort_key < left(node.sort_key, -1) || '0')
    end;
