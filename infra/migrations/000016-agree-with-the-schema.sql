set local search_path = colophon;

-- What the schema in proto/ says of a value, where the database did not say it yet. A check that is not validated holds for
-- all that is written from here on; what was written before it stays as it is until somebody writes it again.

-- Each entry has a label and leads somewhere: to a path of this site, to a web address, or by mailto: or tel:. A second
-- slash, or a backslash that browsers take for one, would lead to another site. White space and what cannot be seen is
-- written out, for classes such as \s mean one thing here and another in JavaScript.
create function are_menu_entries(menu jsonb) returns boolean language sql immutable parallel safe as $$
  select case when jsonb_typeof(menu) <> 'array' then false else coalesce((
    select bool_and(coalesce(
      jsonb_typeof(entry) = 'object' and jsonb_typeof(entry -> 'label') = 'string' and jsonb_typeof(entry -> 'href') = 'string'
      and (select count(*) = 2 from jsonb_object_keys(case jsonb_typeof(entry) when 'object' then entry else '{}' end))
      and length(entry ->> 'label') between 1 and 100
      and length(entry ->> 'href') <= 2000
      and entry ->> 'href' ~ '^(/(?![/\\])|https?://[^/?#]|(mailto|tel):.)'
      and entry ->> 'href' ~ '^[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$',
      false))
    from jsonb_array_elements(case jsonb_typeof(menu) when 'array' then menu else '[]' end) entry), true) end
$$;
revoke execute on function are_menu_entries(jsonb) from public;
grant execute on function are_menu_entries(jsonb) to colophon_writer;

alter table sites add constraint sites_menu_entries check (are_menu_entries(menu)) not valid;

-- RFC 3339 has four digits for the year; Postgres has years before the first and after 9999, and infinity.
alter table posts add constraint posts_published_at_range
  check (published_at >= '0001-01-01T00:00:00Z' and published_at < '10000-01-01T00:00:00Z') not valid;
