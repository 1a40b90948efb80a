import { roleUrls } from '../launcher/environment.ts';
import { migrate } from '../migrations/migrate.ts';

/** The database that each test file's own is cloned from. */
export const templateDatabase = 'colophon_template';

export async function migrateForTests(ownerUrl: string): Promise<void> {
  const { DATABASE_READER_URL: reader, DATABASE_WRITER_URL: writer } = roleUrls(ownerUrl);
  await migrate({
    databaseUrl: ownerUrl,
    readerPassword: new URL(reader).password,
    writerPassword: new URL(writer).password,
  });
}
