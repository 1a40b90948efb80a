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
  `insert into media (file_name, alternative_text, state, kind, type, bytes, sha256, path, width, height, pages, placeholder)
    select slug, 'Shows ' || slug, state, kind, type, 1000, md5(slug) || md5(slug), '/files/' || md5(slug) || '.' || ending, 800, 600, pages, 'data:,' || slug
    from (values ('cover', 'ready', 'image', 'image/png', 'png', null), ('other', 'ready', 'image', 'image/png', 'png', null),
      ('coming', 'processing', 'image', 'image/png', 'png', null), ('resume', 'ready', 'document', 'application/pdf', 'pdf', 2),
      ('map', 'ready', 'document', 'application/pdf', 'pdf', 1)) file (slug, state, kind, type, ending, pages)`,
  `insert into media (file_name, state, failure) values ('broken', 'failed', 'It is cut off.')`,
  `insert into media_variants (media_id, type, width, height, bytes, path)
    select id, variant.type, variant.width, variant.width * 3 / 4, variant.width, '/files/' || md5(file_name || variant.type || variant.width) || '.bin'
    from media, (values ('image/webp', 480), ('image/webp', 800), ('image/avif', 480)) variant (type, width) where state = 'ready'`,
  `update posts set cover_media_id = media.id from media where file_name = 'cover' and title in ('Title of start', 'Title of draft')`,
  `update posts set body_markdown = 'text ![](' || media.path || ')' from media
    where (file_name, title) in (('other', 'Title of start'), ('coming', 'Title of named'))`,
  `update projects set cover_media_id = media.id from media where file_name = 'coming' and slug = 'first'`,
  `update posts set tags = '{redis,postgres}' where title = 'Title of start'`,
  `insert into about_sections (section, title, body_markdown, picture_media_id, position)
    select section, title, 'text', (select id from media where file_name = picture), position
    from (values ('who', 'Who', 'cover', 10), ('now', 'Now', null, 20)) about (section, title, picture, position)`,
  `insert into work_history (organisation, role, started, ended) values ('Press', 'Printer', '2019', '2021-03'), ('Foundry', 'Caster', '2021-04', '')`,
  `insert into education (institution, degree, started, ended) values ('School', 'Master', '2001-10', '2006'), ('Course', '', '2010-01-05', '2011')`,
  `insert into languages (tag, name, level, position) values ('en', 'English', 'c2', 10), ('de', 'Deutsch', 'native', 20)`,
  `insert into contact_channels (kind, label, href, position) values ('email', 'Mail', 'mailto:a@x.example', 10), ('web', 'Web', 'https://x.example/', 20)`,
  `insert into documents (slug, title, kind, variant, language, position, media_id)
    select file_name, initcap(file_name), case file_name when 'resume' then 'resume' else 'other' end, '', case file_name when 'resume' then 'en' else 'de' end, 10, id
    from media where kind = 'document'`,
  `insert into techstack_categories (slug, name, position) values ('stores', 'Stores', 10), ('tools', 'Tools', 20)`,
  `insert into techstack_collections (category_id, slug, name, position)
    select id, slug || '-own', 'Own ' || name, 10 from techstack_categories union all select id, 'more', 'More', 20 from techstack_categories where slug = 'stores'`,
  `insert into techstack_items (collection_id, slug, name, url, description, position)
    select id, 'item-' || slug, 'Item of ' || name, 'https://x.example/' || slug, 'd', 10 from techstack_collections`,
  `insert into techstack_uses (project_id, item_id, position)
    select projects.id, item.id, row_number() over (partition by projects.id order by item.slug)
    from projects, techstack_items item where item.slug <> 'item-more' and (projects.slug = 'first' or projects.slug = 'other' and item.slug = 'item-tools-own')`,
  `insert into redirects (from_path, to_path) values ('/old', '/projects'), ('/older', 'https://elsewhere.example/')`,
];
