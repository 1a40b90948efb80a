import type { AuditEntryJson } from '../../../proto/gen/colophon/audit/v1/audit_pb.js';
import { timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

/** SQL for a row of which long texts are cut: a list shows what changed, and need not hold every word of it. */
const cut = (row: string) => `
  (select jsonb_object_agg(key, case when jsonb_typeof(value) = 'string' and length(value #>> '{}') > 500
    then to_jsonb(left(value #>> '{}', 500) || '…') else value end) from jsonb_each(${row}))`;

const whereThere = (row: 'before' | 'after') =>
  `case when ${row} is null then '{}'::jsonb else jsonb_build_object('${row}', ${cut(row)}) end`;

const list = {
  name: 'audit-log',
  text: `
    select coalesce(json_agg(jsonb_build_object('id', id::text, 'at', ${timestamp('at')}, 'author', author, 'requestId', request_id,
        'traceparent', traceparent, 'table', table_name, 'entity', entity, 'action', upper(action))
      || ${whereThere('before')} || ${whereThere('after')} order by id desc), '[]') as items
    from (
      select * from colophon.audit_log
      where ($1::bigint is null or id < $1) and ($2::text is null or table_name = $2) and ($3::text is null or entity = $3)
      order by id desc limit $4) page`,
};

export interface AuditFilter {
  table?: string | undefined;
  entity?: string | undefined;
  /** The number of the last entry that was seen. */
  before?: string | undefined;
}

/** Who changed what, the latest first. */
export async function auditLog(limit: number, { table, entity, before }: AuditFilter): Promise<AuditEntryJson[]> {
  const values = [before ?? null, table ?? null, entity ?? null, limit];
  const [row] = await readOnce<{ items: AuditEntryJson[] }>('writer', list, values);
  return row!.items;
}
