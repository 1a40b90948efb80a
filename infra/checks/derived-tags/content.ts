/**
 * Rows for every content table, a few of each, so that a change of any column finds one that readers see and one that they
 * do not. Whoever makes a table adds its rows; the test fails for a table without any.
 */
export const content: string[] = [
  `insert into sites (title, tagline, description, author, menu) values ('Site', 't', 'd', 'A', '[{"label": "Projects", "href": "/projects"}]')`,
  `insert into projects (slug, name, type, description, position) values
    ('first', 'First', 'Library', 'One', 10), ('second', 'Second', '', '', 20), ('empty', 'Empty', '', '', 30)`,
  `insert into nodes (project_id, type, name, slug, position)
    select id, node.* from projects, (values ('section', 'Guide', 'guide', 10), ('section', 'Plans', 'plans', 20), ('page', null, 'start', 30)) node
    where projects.slug = 'first'`,
  `insert into nodes (project_id, parent_id, type, name, slug, position)
    select project_id, id, node.* from nodes, (values
      ('section', 'Deep', 'deep', 10), ('page', null, 'inner', 20), ('page', 'Named', 'named', 30), ('page', null, 'draft', 40)) node
    where nodes.slug = 'guide'`,
  `insert into nodes (project_id, parent_id, type, name, slug, position) select project_id, id, 'page', null, 'lowest', 10 from nodes where slug = 'deep'`,
  `insert into nodes (project_id, type, name, slug, position) select id, 'page', null, 'alone', 10 from projects where slug = 'second'`,
  `insert into posts (project_id, node_id, title, summary, body_markdown, tags, status, published_at)
    select project_id, id, 'Title of ' || slug, 'About ' || slug, 'text', '{redis}', case slug when 'draft' then 'draft' else 'published' end, '2026-01-01'
    from nodes where type = 'page'`,
  `insert into posts (project_id, title, body_markdown) select id, 'Adrift', 'text' from projects where slug = 'first'`,
  // What was moved and renamed: rows of former_paths and former_slugs.
  `update nodes set slug = 'inside' where slug = 'inner'; update nodes set slug = 'roadmap' where slug = 'plans'`,
  `update projects set slug = 'other' where slug = 'second'`,
  // A post with two revisions, of which one may change hands.
  `update posts set summary = 'Said again' where title = 'Title of named'`,
  `insert into redirects (from_path, to_path) values ('/old', '/projects'), ('/older', 'https://elsewhere.example/')`,
];
