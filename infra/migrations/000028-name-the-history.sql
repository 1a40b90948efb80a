set local search_path = colophon;

-- Transaction ids mean something within one history of one database only; this names that history. Beside server, timeline and
-- epoch it names
--   the database's oid: `create database … template …` under an old name is another database with the same epoch;
--   who wrote the row of the epoch, and into which table: what was loaded from a dump brings the epoch of the dump along;
--   when the server started: a folder of files that was put back is older than what was built from it, and looks the same;
--   when its statistics began: they begin anew when it recovers from a crash. Of a transaction that had not come to the disk
--   by then nothing is known any more, its id is given to another one, and what was built before says that it holds it.
create or replace function database_identity() returns text
  language sql stable security definer set search_path = colophon, pg_temp as $$
  select md5(concat_ws(' ', system.system_identifier, checkpoint.timeline_id, current_database(), database_epoch.epoch,
    (select oid from pg_database where datname = current_database()), database_epoch.tableoid, database_epoch.xmin,
    extract(epoch from pg_postmaster_start_time()), extract(epoch from pg_stat_get_bgwriter_stat_reset_time())))
  from pg_control_system() system, pg_control_checkpoint() checkpoint, database_epoch
$$;
