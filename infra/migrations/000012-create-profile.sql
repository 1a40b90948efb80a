-- What the author says of themselves: the about page, the résumé, where to write to, and documents to take away.
set local search_path = colophon;

create table about_sections (
  section text collate "C" primary key constraint about_sections_section_is_slug check (is_slug(section)),
  title text not null constraint about_sections_title_length check (length(title) between 1 and 200),
  body_markdown text not null default '' constraint about_sections_body_markdown_length check (length(body_markdown) <= 100000),
  picture_media_id uuid,
  position integer not null constraint about_sections_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

-- An empty end: still going on. The sort key puts what goes on first, then what ended last, then what began last.
create table work_history (
  id uuid primary key default uuid_v7(),
  organisation text not null constraint work_history_organisation_length check (length(organisation) between 1 and 200),
  role text not null constraint work_history_role_length check (length(role) between 1 and 200),
  location text not null default '' constraint work_history_location_length check (length(location) <= 200),
  url text not null default ''
    constraint work_history_url_length check (length(url) <= 2000)
    constraint work_history_url_is_web_address check (url = '' or is_web_address(url)),
  summary text not null default '' constraint work_history_summary_length check (length(summary) <= 1000),
  description_markdown text not null default '' constraint work_history_description_markdown_length check (length(description_markdown) <= 20000),
  started text not null constraint work_history_start_is_partial_date check (is_partial_date(started)),
  ended text not null default '' constraint work_history_end_is_partial_date check (ended = '' or is_partial_date(ended)),
  sort_key text collate "C" not null generated always as
    (case when ended = '' then 'open' else last_day(ended) end || ' ' || first_day(started)) stored,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint work_history_timeframe check (is_timeframe(started, ended))
);

create table education (
  id uuid primary key default uuid_v7(),
  institution text not null constraint education_institution_length check (length(institution) between 1 and 200),
  degree text not null default '' constraint education_degree_length check (length(degree) <= 200),
  field text not null default '' constraint education_field_length check (length(field) <= 200),
  location text not null default '' constraint education_location_length check (length(location) <= 200),
  url text not null default ''
    constraint education_url_length check (length(url) <= 2000)
    constraint education_url_is_web_address check (url = '' or is_web_address(url)),
  summary text not null default '' constraint education_summary_length check (length(summary) <= 1000),
  description_markdown text not null default '' constraint education_description_markdown_length check (length(description_markdown) <= 20000),
  started text not null constraint education_start_is_partial_date check (is_partial_date(started)),
  ended text not null default '' constraint education_end_is_partial_date check (ended = '' or is_partial_date(ended)),
  sort_key text collate "C" not null generated always as
    (case when ended = '' then 'open' else last_day(ended) end || ' ' || first_day(started)) stored,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint education_timeframe check (is_timeframe(started, ended))
);

create table languages (
  id uuid primary key default uuid_v7(),
  tag text not null
    constraint languages_tag_length check (length(tag) <= 35)
    constraint languages_tag_is_language_tag check (is_language_tag(tag)),
  name text not null constraint languages_name_length check (length(name) between 1 and 200),
  level text not null constraint languages_level_known check (level in ('a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'native')),
  position integer not null constraint languages_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

create table contact_channels (
  id uuid primary key default uuid_v7(),
  kind text not null constraint contact_channels_kind_is_slug check (is_slug(kind)),
  label text not null constraint contact_channels_label_length check (length(label) between 1 and 200),
  href text not null
    constraint contact_channels_href_length check (length(href) <= 2000)
    constraint contact_channels_href_is_link check (is_link(href)),
  position integer not null constraint contact_channels_position_range check (position between 0 and 999999),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

-- The file itself is media.
create table documents (
  id uuid primary key default uuid_v7(),
  slug slug not null constraint documents_slug_unique unique,
  title text not null constraint documents_title_length check (length(title) between 1 and 200),
  description text not null default '' constraint documents_description_length check (length(description) <= 2000),
  kind text not null constraint documents_kind_known check (kind in ('resume', 'other')),
  -- How it differs from others that say the same: one page, in German.
  variant text not null default '' constraint documents_variant_length check (length(variant) <= 100),
  language text not null default ''
    constraint documents_language_length check (length(language) <= 35)
    constraint documents_language_is_language_tag check (language = '' or is_language_tag(language)),
  position integer not null constraint documents_position_range check (position between 0 and 999999),
  media_id uuid not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

create trigger about_sections_touch before update on about_sections for each row execute function touch();
create trigger work_history_touch before update on work_history for each row execute function touch();
create trigger education_touch before update on education for each row execute function touch();
create trigger languages_touch before update on languages for each row execute function touch();
create trigger contact_channels_touch before update on contact_channels for each row execute function touch();
create trigger documents_touch before update on documents for each row execute function touch();

-- For tables that are shown whole or not at all: their one tag is the trigger's argument.
create function announce_tag() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce(tg_argv[0]);
  return null;
end $$;
revoke all on function announce_tag() from public;

create trigger announce after insert or update or delete on about_sections for each row execute function announce_tag('about');
create trigger announce after insert or update or delete on work_history for each row execute function announce_tag('work-history');
create trigger announce after insert or update or delete on education for each row execute function announce_tag('education');
create trigger announce after insert or update or delete on languages for each row execute function announce_tag('languages');
create trigger announce after insert or update or delete on contact_channels for each row execute function announce_tag('contact');
create trigger announce after insert or update or delete on documents for each row execute function announce_tag('documents');
create trigger announce_truncate after truncate on about_sections for each statement execute function announce_all();
create trigger announce_truncate after truncate on work_history for each statement execute function announce_all();
create trigger announce_truncate after truncate on education for each statement execute function announce_all();
create trigger announce_truncate after truncate on languages for each statement execute function announce_all();
create trigger announce_truncate after truncate on contact_channels for each statement execute function announce_all();
create trigger announce_truncate after truncate on documents for each statement execute function announce_all();

alter table about_sections enable always trigger announce, enable always trigger announce_truncate;
alter table work_history enable always trigger announce, enable always trigger announce_truncate;
alter table education enable always trigger announce, enable always trigger announce_truncate;
alter table languages enable always trigger announce, enable always trigger announce_truncate;
alter table contact_channels enable always trigger announce, enable always trigger announce_truncate;
alter table documents enable always trigger announce, enable always trigger announce_truncate;

select watch('about_sections'), watch('work_history'), watch('education'), watch('languages'), watch('contact_channels'),
  watch('documents');

set local search_path = published;

create view about_sections with (security_barrier) as
  select section, title, body_markdown, picture_media_id, position, created_at, updated_at from colophon.about_sections;

create view work_history with (security_barrier) as
  select id, organisation, role, location, url, summary, description_markdown, started, ended, sort_key, created_at, updated_at
  from colophon.work_history;

create view education with (security_barrier) as
  select id, institution, degree, field, location, url, summary, description_markdown, started, ended, sort_key, created_at, updated_at
  from colophon.education;

create view languages with (security_barrier) as
  select id, tag, name, level, position, created_at, updated_at from colophon.languages;

create view contact_channels with (security_barrier) as
  select id, kind, label, href, position, created_at, updated_at from colophon.contact_channels;

create view documents with (security_barrier) as
  select id, slug, title, description, kind, variant, language, position, media_id, created_at, updated_at from colophon.documents;

-- The files of media that is ready, for the documents that offer them. There is no media yet, so this is empty.
create view document_files with (security_barrier) as
  select null::uuid as media_id, null::text as path, null::integer as bytes, null::integer as pages where false;

grant select on about_sections, work_history, education, languages, contact_channels, documents, document_files to colophon_reader, colophon_writer;
grant select, insert, update, delete on colophon.about_sections, colophon.work_history, colophon.education, colophon.languages,
  colophon.contact_channels, colophon.documents to colophon_writer;
