-- What points at media shows it, and holds it back from being deleted.
set local search_path = colophon;

alter table posts add constraint posts_cover foreign key (cover_media_id) references media on delete restrict;
alter table projects add constraint projects_cover foreign key (cover_media_id) references media on delete restrict;
alter table about_sections add constraint about_sections_picture foreign key (picture_media_id) references media on delete restrict;
alter table documents add constraint documents_media foreign key (media_id) references media on delete restrict;
create index posts_by_cover on posts (cover_media_id) where cover_media_id is not null;
create index projects_by_cover on projects (cover_media_id) where cover_media_id is not null;
create index about_sections_by_picture on about_sections (picture_media_id) where picture_media_id is not null;
create index documents_by_media on documents (media_id);

-- A document is only ever a PDF: what a picture would offer to be taken away is nothing.
create function documents_need_document() returns trigger language plpgsql as $$
begin
  if exists (select from colophon.media where id = new.media_id and kind is distinct from 'document') then
    raise check_violation using constraint = 'documents_media_is_document', message = 'the media is no document';
  end if;
  return new;
end $$;
create trigger documents_need_document before insert or update of media_id on documents
  for each row execute function documents_need_document();

-- Beside what a picture shows: the size and the pages of a file that a document offers. Lists of many name them all at once.
create or replace function announce_media() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
declare
  was boolean := tg_op <> 'INSERT' and old.state = 'ready';
  becomes boolean := tg_op <> 'DELETE' and new.state = 'ready';
begin
  if not was and not becomes then
    return null;
  end if;
  if not (was and becomes)
     or (old.id, old.path, old.type, old.kind, old.width, old.height, old.alternative_text, old.placeholder, old.bytes, old.pages)
        is distinct from (new.id, new.path, new.type, new.kind, new.width, new.height, new.alternative_text, new.placeholder, new.bytes, new.pages) then
    perform announce('media:' || old.id, 'media:' || new.id, 'media');
  end if;
  return null;
end $$;

create or replace function announce_media_variant() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('media:' || old.media_id, 'media:' || new.media_id, 'media');
  return null;
end $$;

select watch('media');

create or replace view published.document_files with (security_barrier) as
  select id as media_id, path collate "default" as path, bytes, pages from colophon.media
  where kind = 'document' and state = 'ready' and exists (select from colophon.documents where documents.media_id = media.id);

create or replace view published.projects with (security_barrier) as
  select id, slug, name, type, description, position, created_at, updated_at, cover_media_id from colophon.projects;

create or replace view published.posts with (security_barrier) as
  select id, project_id, node_id, path, sort_key, title, summary, body_markdown, tags, status, published_at, created_at, updated_at,
    cover_media_id
  from colophon.posts where status = 'published';
