-- Search over published posts: words by Postgres' own full text, misspelt ones by trigrams.
set local search_path = colophon;
create extension if not exists pg_trgm with schema colophon;
-- Where somebody has it elsewhere already, it is used from there. The functions below keep this path; temporary tables come
-- last in it, so that nobody can put one of theirs before ours.
select set_config('search_path', concat_ws(', ', 'colophon', (
  select quote_ident(nspname) from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
  where extname = 'pg_trgm' and nspname <> 'colophon'), 'pg_temp'), true);

-- What a post says, without the marks of Markdown, on one line. No pattern may begin anew within what it has passed over,
-- so that half a megabyte of opening brackets takes no longer than half a megabyte of prose.
create function plain_text(markdown text) returns text language plpgsql immutable strict parallel safe as $$
declare
  words text := markdown;
begin
  words := regexp_replace(words, E'[\\x01-\\x08\\x0b-\\x1f\\x7f\ue000-\ue01f]', ' ', 'g');
  -- Whole lines: fences, rules and underlines, definitions of links.
  words := regexp_replace(words, '^[ \t]*(?:```|~~~)[^\n]*$|^[ \t]*[-=*_+|: \t]{3,}$|^ {0,3}\[[^][\n]+\]:[ \t]+[^\n]*$', '', 'gn');
  -- Around a line: quotes, lists with their boxes, headings, cells.
  words := regexp_replace(words, '^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)+(?:\[[ xX]\][ \t]+)?|^[ \t]*[>|]|[ \t]+(?:\||#+$)', ' ', 'gn');
  -- What is escaped stands for itself until the end.
  if strpos(words, '\') > 0 then
    words := replace(replace(replace(replace(replace(words, '\*', E'\ue002'), '\_', E'\ue003'), '\[', E'\ue004'), '\<', E'\ue005'), '\`', E'\ue006');
    words := regexp_replace(words, '\\([]!-/:;=>?@\\^{|}~])', '\1', 'g');
  end if;
  if strpos(words, '<') > 0 then
    words := regexp_replace(words, '<(https?://[^<>\s]+)>', '\1', 'g');
    words := regexp_replace(words, '</?[a-zA-Z!][^<>]*>', ' ', 'g');
  end if;
  -- Links and images leave their text; twice, since an image may be what is linked.
  if strpos(words, '[') > 0 then
    words := regexp_replace(words, '!?\[([^][]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)', '\1', 'g');
    words := regexp_replace(words, '!?\[([^][]*)\](?:\([^()\n]*\)|\[[^][]*\])', '\1', 'g');
    words := regexp_replace(words, '\[\^[^][\n]+\]', '', 'g');
  end if;
  -- Emphasis; an underscore or a star within a word belongs to it.
  words := regexp_replace(words, '`+|\*{2,}|~~', '', 'g');
  words := regexp_replace(words, '(^|[\s("''\[])[*_]{1,3}([^\s*_])', '\1\2', 'g');
  words := regexp_replace(words, '([^\s*_])[*_]{1,3}($|[^[:alnum:]_*])', '\1\2', 'g');
  words := translate(words, E'\ue002\ue003\ue004\ue005\ue006', '*_[<`');
  if strpos(words, '&') > 0 then
    words := replace(replace(replace(replace(words, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&nbsp;', ' ');
    words := replace(replace(words, '&#39;', ''''), '&amp;', '&');
  end if;
  return btrim(regexp_replace(words, '\s+', ' ', 'g'));
end $$;

-- Words as they are counted and marked. Names of files, modules and hosts are found by their parts, and nothing is taken for
-- an address or a tag, of which very many in a row cost Postgres' parser the square of their number. What stood there is
-- kept in characters that no text has, so that it can be put back.
create function searchable(words text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(translate(words, '/<>_@%?=~+:#&', E'\ue007\ue008\ue009\ue00a\ue00b\ue00c\ue00d\ue00e\ue00f\ue010\ue011\ue012\ue013'), '([[:alpha:]])\.([[:alpha:]])', E'\\1\ue014\\2', 'g')
$$;
create function readable(words text) returns text language sql immutable strict parallel safe as $$
  select translate(words, E'\ue007\ue008\ue009\ue00a\ue00b\ue00c\ue00d\ue00e\ue00f\ue010\ue011\ue012\ue013\ue014', '/<>_@%?=~+:#&.')
$$;

-- What can be found of each published post; derived from posts by trigger. No foreign key, as with post_tags.
create table search_documents (
  post_id uuid constraint search_documents_once primary key,
  published_at timestamptz(3) not null,
  -- Title A, tags B, summary C: few words, each of which weighs more than all in the text.
  heading tsvector not null,
  -- The heading and the text, D.
  document tsvector not null,
  -- The title and, on a line of their own, the tags, as they are written: what a misspelt word is compared with.
  names text not null,
  -- What excerpts are cut from.
  plain text not null
);
create index search_documents_by_heading on search_documents using gin (heading);
create index search_documents_by_document on search_documents using gin (document);
create index search_documents_by_names on search_documents using gin (names gin_trgm_ops);

create function search_document(id uuid, published_at timestamptz, title text, tags text[], summary text, body_markdown text)
  returns search_documents language plpgsql immutable set search_path from current as $$
declare
  document search_documents;
  plain_summary text := plain_text(summary);
  plain_body text := plain_text(body_markdown);
  most integer := 500000;
begin
  document.post_id := id;
  document.published_at := published_at;
  document.names := concat_ws(E'\n', title, array_to_string(tags, ' '));
  document.plain := concat_ws(' ', nullif(plain_summary, ''), nullif(plain_body, ''));
  document.heading := setweight(to_tsvector('pg_catalog.english', searchable(title)), 'A')
    || setweight(to_tsvector('pg_catalog.english', array_to_string(tags, ' ')), 'B')
    || setweight(to_tsvector('pg_catalog.english', searchable(plain_summary)), 'C');
  -- A tsvector ends at 1 MB. Of a text that is too much for one, the beginning is what can be found.
  loop
    begin
      document.document := document.heading || to_tsvector('pg_catalog.english', searchable(left(plain_body, most)));
      return document;
    exception when program_limit_exceeded then
      most := most / 2;
    end;
  end loop;
end $$;

create function posts_keep_search() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if tg_op <> 'INSERT' and old.status = 'published'
     and (new.id is distinct from old.id or new.status is distinct from 'published') then
    delete from search_documents where post_id = old.id;
  end if;
  if tg_op = 'DELETE' or new.status <> 'published' then
    return null;
  end if;
  if tg_op = 'UPDATE' and (old.id, old.status, old.title, old.tags, old.summary, old.body_markdown)
                        = (new.id, new.status, new.title, new.tags, new.summary, new.body_markdown) then
    update search_documents set published_at = new.published_at where post_id = new.id and published_at <> new.published_at;
    return null;
  end if;
  insert into search_documents
    select document.* from search_document(new.id, new.published_at, new.title, new.tags, new.summary, new.body_markdown) document
    on conflict (post_id) do update set published_at = excluded.published_at, heading = excluded.heading,
      document = excluded.document, names = excluded.names, plain = excluded.plain;
  return null;
end $$;

create function posts_empty_search() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  truncate search_documents;
  return null;
end $$;

create function announce_search() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  perform announce('search');
  return null;
end $$;

-- What results show and search_documents does not hold: where the post is.
create function announce_post_search() returns trigger language plpgsql security definer set search_path = colophon, pg_temp as $$
begin
  if 'published' in (old.status, new.status) then
    perform announce('search');
  end if;
  return null;
end $$;

create trigger keep_search after insert or delete or update of id, status, title, tags, summary, body_markdown, published_at on posts
  for each row execute function posts_keep_search();
create trigger keep_search_truncate after truncate on posts for each statement execute function posts_empty_search();
-- Without a list of columns: a trigger sets the path where a post gets another place.
create trigger announce_search after update on posts for each row
  when ((old.project_id, old.path) is distinct from (new.project_id, new.path)) execute function announce_post_search();
create trigger announce_search after update of id, slug, name on projects for each row
  when ((old.id, old.slug, old.name) is distinct from (new.id, new.slug, new.name)) execute function announce_search();
create trigger announce after insert or update or delete on search_documents for each row execute function announce_search();
create trigger announce_truncate after truncate on search_documents for each statement execute function announce_all();
alter table posts enable always trigger keep_search, enable always trigger keep_search_truncate, enable always trigger announce_search;
alter table projects enable always trigger announce_search;
alter table search_documents enable always trigger announce, enable always trigger announce_truncate;

insert into search_documents
  select document.* from posts, search_document(id, published_at, title, tags, summary, body_markdown) document where status = 'published';

-- Some lines around the first place where one of these words stands, as HTML in which they are marked. It is escaped after
-- it was cut, so no cut falls into an entity.
create function excerpt_html(plain text, query tsquery, wanted text[]) returns text
  language plpgsql immutable parallel safe set search_path from current as $$
declare
  low text := lower(plain);
  place integer := 0;
  word text;
  part text;
begin
  foreach word in array wanted loop
    place := strpos(low, word);
    exit when place > 0;
  end loop;
  place := greatest(place - 100, 1);
  part := substr(plain, place, 280);
  if place > 1 then part := regexp_replace(part, '^\S*\s', '… '); end if;
  if length(plain) >= place + 280 then part := regexp_replace(part, '\s\S*$', ' …'); end if;
  part := readable(ts_headline('pg_catalog.english', searchable(part), query, E'StartSel="\ue000", StopSel="\ue001", HighlightAll=true'));
  part := replace(replace(replace(replace(replace(part, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
  return replace(replace(part, E'\ue000', '<mark>'), E'\ue001', '</mark>');
end $$;

-- Whether one is the other misspelt: many trigrams in common, or, since two letters that changed places leave few of them,
-- the same letters.
create function is_near(one text, other text) returns boolean language sql immutable strict parallel safe set search_path from current as $$
  select similarity(one, other) >= 0.4 or (length(one) = length(other)
    and array(select unnest(string_to_array(one, null)) order by 1) = array(select unnest(string_to_array(other, null)) order by 1))
$$;

-- Which posts hold this, as far as they are worth ranking: of very many the newest, those with it in their heading and those
-- with it anywhere. What asks only for what is not there asks for nothing. A phrase has to be looked for in each post that
-- has its words, so of a common one not all are looked at.
create function search_matches(query tsquery) returns uuid[] language sql stable set search_path from current set enable_seqscan = off as $$
  select case when querytree(query) in ('', 'T') then '{}' else array(
    (select post_id from (
      select post_id, published_at from search_documents
      -- What is in the heading is in the document; only what must not be there has to be looked for in both.
      where heading @@ query and (strpos(query::text, '!') = 0 or document @@ query)
      limit case when strpos(query::text, '<') > 0 then 2000 else 50000 end) headed
     order by published_at desc, post_id desc limit 250)
    union
    (select post_id from (
      select post_id, published_at from search_documents where document @@ query
      limit case when strpos(query::text, '<') > 0 then 2000 else 50000 end) found
     order by published_at desc, post_id desc limit 250)) end
$$;

-- All these words, each perhaps with two neighbouring letters that changed places: of which trigrams know little.
create function swapped(words text[]) returns tsquery language sql immutable strict parallel safe as $$
  select to_tsquery('pg_catalog.english', string_agg('(' || array_to_string(array(
      select word union
      select overlay(word placing reverse(substr(word, place, 2)) from place for 2) from generate_series(1, length(word) - 1) place
      where length(word) > 3), ' | ') || ')', ' & '))
  from unnest(words) word
$$;

-- Its owner's rights, because an index on words does not reach through a security barrier: the operators could tell of rows
-- that the barrier hides. Here there is no row that is not published.
-- Scores rank by where all words stand: title before tags, summary and text; and within that by how often and how close.
create function published.search(asked text, before_score integer, before_id uuid, most integer)
  returns table (post_id uuid, score integer, excerpt_html text)
  language plpgsql stable security definer rows 20
  set search_path from current set enable_seqscan = off set client_min_messages = warning set pg_trgm.word_similarity_threshold = 0.4 as $$
#variable_conflict use_column
declare
  query tsquery := websearch_to_tsquery('pg_catalog.english', searchable(asked));
  -- Of a misspelt question what is excluded is left out: it says nothing of what is meant.
  meant text := regexp_replace(lower(asked), '(^|\s)-("[^"]*"|\S+)', ' ', 'g');
  words text[] := array(select distinct word from regexp_split_to_table(meant, '[^[:alnum:]]+') word where word <> '');
  matches uuid[] := search_matches(query);
  wanted text[];
begin
  if matches = '{}' and words <> '{}' then
    query := swapped(words);
    matches := search_matches(query);
  end if;
  if matches <> '{}' then
    wanted := array(select found[1] from regexp_matches(querytree(query), '''([^'']+)''', 'g') found order by length(found[1]) desc, 1);
    return query
      with scored as (
        select post_id, (250000 * (ts_rank('{0.08, 0.2, 0.5, 1}', document, query)
            + case when ts_filter(heading, '{a}') @@ query then 3 when ts_filter(heading, '{a,b}') @@ query then 2
                   when heading @@ query then 1 else 0 end))::integer as score
        from search_documents where post_id = any (matches)),
      page as (
        select * from scored where (score, post_id) < (before_score, before_id) order by score desc, post_id desc limit most)
      select post_id, score, excerpt_html(plain, query, wanted) from page join search_documents using (post_id);
    return;
  end if;
  words := array(select word from unnest(words) word where length(word) > 2);
  if words = '{}' then
    return;
  end if;
  return query
    with scored as (
      select post_id, names, plain,
        (750000 * word_similarity(meant, names) + 250000 * word_similarity(meant, split_part(names, E'\n', 1)))::integer as score
      from (select * from search_documents where names %> meant limit 1000) alike order by 4 desc, 1 desc limit 250),
    page as (
      select * from scored where (score, post_id) < (before_score, before_id) order by score desc, post_id desc limit most)
    select post_id, score, excerpt_html(plain, coalesce(to_tsquery('pg_catalog.english', array_to_string(near, ' | ')), ''), coalesce(near, words))
    from page, lateral (
      select array_agg(distinct word) from regexp_split_to_table(lower(names), '[^[:alnum:]]+') word
      where word <> '' and exists (select from unnest(words) one where similarity(one, word) >= 0.4)) corrected(near);
end $$;

grant execute on function published.search(text, integer, uuid, integer) to colophon_reader, colophon_writer;
revoke execute on function published.search(text, integer, uuid, integer) from public;
revoke execute on function plain_text(text), searchable(text), readable(text), search_document(uuid, timestamptz, text, text[], text, text),
  posts_keep_search(), posts_empty_search(), announce_search(), announce_post_search(), excerpt_html(text, tsquery, text[]),
  search_matches(tsquery), swapped(text[]) from public;
grant select on search_documents to colophon_writer;
