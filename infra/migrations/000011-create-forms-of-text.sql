set local search_path = colophon;

-- Forms of text that values of several tables have, each as one pattern. They never raise: a text has the form or has it
-- not. A column that may stay empty says so itself.

create function is_slug(word text) returns boolean language sql immutable parallel safe as $$
  select word ~ '^[a-z0-9]+([-_][a-z0-9]+)*$' and length(word) <= 100
$$;

-- A year, a month or a day that exists; a 29 February only in years that have one.
create function is_partial_date(date text) returns boolean language sql immutable parallel safe as $$
  select date ~ ('^(?!0000)(' || concat_ws('|',
    '[0-9]{4}(-(0[1-9]|1[0-2]))?',
    '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])',
    '[0-9]{4}-(0[13-9]|1[0-2])-(29|30)',
    '[0-9]{4}-(0[13578]|1[02])-31',
    '([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29') || ')$')
$$;

-- The first and the last of the days that a partial date may mean, as text that compares as days do. 31 stands for the
-- last day of any month.
create function first_day(date text) returns text language sql immutable parallel safe as $$
  select case length(date) when 4 then date || '-01-01' when 7 then date || '-01' else date end
$$;
create function last_day(date text) returns text language sql immutable parallel safe as $$
  select case length(date) when 4 then date || '-12-31' when 7 then date || '-31' else date end
$$;

-- From first to last, where '' is a last day that is still to come.
create function is_timeframe(first text, last text) returns boolean language sql immutable parallel safe
  return last = '' or last_day(last) collate "C" >= first_day(first) collate "C";

-- http or https, a host, and no white space or control characters.
create function is_web_address(address text) returns boolean language sql immutable parallel safe as $$
  select address ~ '^https?://[^/?#\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+([/?#][^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*)?$'
$$;

-- What a link may lead to. A second slash or a backslash behind the first would be another site's address.
create function is_link(target text) returns boolean language sql immutable parallel safe as $$
  select target ~ '^(https?://[^/?#]|/(?![/\\])|(mailto|tel):.)'
    and target ~ '^[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$'
$$;

-- BCP 47 as far as it names a language: with script, region and variants, without extensions and private use.
create function is_language_tag(tag text) returns boolean language sql immutable parallel safe as $$
  select tag ~ '^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$'
$$;

revoke execute on function is_slug(text), is_partial_date(text), first_day(text), last_day(text), is_timeframe(text, text),
  is_web_address(text), is_link(text), is_language_tag(text) from public;
grant execute on function is_slug(text), is_partial_date(text), first_day(text), last_day(text), is_timeframe(text, text),
  is_web_address(text), is_link(text), is_language_tag(text) to colophon_writer;
