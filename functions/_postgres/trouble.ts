import pg from 'pg';
import { refuse } from '../_http/refusal.ts';
import { violationOf } from './violations.ts';

/** The connection broke or could not be made: nothing is known of what was under way on it. */
export function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  // 57P01–03: the server is going down or coming up; 57P05: the connection was idle for too long; 08…: connection exceptions; 53300: too many connections.
  return (
    /^(57P0[1-35]|08\w{3}|53300|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|timeout expired|Client was closed|Query read timeout|Client has encountered a connection error/.test(
      error.message,
    )
  );
}

/** Turns what Postgres says into what a caller can use; rethrows what is a fault of ours. */
export function refuseTrouble(error: unknown): never {
  if (isConnectionTrouble(error)) refuse('unavailable', 'The database cannot be reached.');
  if (error instanceof pg.DatabaseError) {
    // Statement, lock and idle limits, serialisation and deadlocks: worth trying again.
    if (['57014', '55P03', '25P03', '40001', '40P01'].includes(error.code ?? '')) {
      refuse('unavailable', 'The database was too busy.');
    }
    // U+0000, from where no schema stands before the database: a name in an address.
    if (error.code === '22021') refuse('invalid', 'A text holds a character that cannot be stored.');
    const violation = violationOf(error);
    if (violation) refuse(violation.kind, violation.detail, [violation.violation]);
  }
  throw error;
}
