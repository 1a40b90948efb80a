import { fromJson } from '@bufbuild/protobuf';
import { AuditListSchema } from '../../../proto/gen/colophon/audit/v1/audit_pb.js';
import { byNumber, decodeCursor, encodeCursor } from '../../_http/cursor.ts';
import { reply } from '../../_http/reply.ts';
import { limitParameter, query, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { auditLog } from '../../_postgres/audit/audit-log.ts';

/** GET /api/v1/studio/audit?limit=&cursor=&table=&entity= */
export const handler = route(async (event) => {
  const taken = ['limit', 'cursor', 'table', 'entity'];
  requireAuthor(event, taken);
  const { cursor, limit, table, entity } = query(event, taken);
  const most = limitParameter(limit);
  const list = `studio/audit?${JSON.stringify({ table, entity })}`;
  const before = decodeCursor(list, byNumber, cursor)?.number;
  const items = await auditLog(most + 1, { table, entity, before });
  const page = items.slice(0, most);
  const nextCursor = items.length > most ? encodeCursor(list, byNumber, { number: page.at(-1)!.id! }) : undefined;
  return reply(200, AuditListSchema, fromJson(AuditListSchema, { items: page, ...(nextCursor && { nextCursor }) }));
});
