import { rolePassword } from '../launcher/environment.ts';
import { migrate } from '../migrations/migrate.ts';

/** The database that each test file's own is cloned from. */
export const templateDatabase = 'colophon_template';

export async function migrateForTests(databaseUrl: string): Promise<void> {
  await migrate({ databaseUrl, passwordOf: (role) => rolePassword(databaseUrl, role) });
}
