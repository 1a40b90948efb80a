import { Client, type QueryResultRow } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { endPools } from '../../functions/_postgres/pool.ts';
import { freshDatabase, type TestDatabase, useEnvironment } from './test-database.ts';

export interface DatabaseUnderTest {
  /** As the owner, who is also the one that types SQL by hand. */
  sql<Row extends QueryResultRow = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  addresses: TestDatabase;
}

/** A database for this test file, which the functions under test find in their settings. Called at the top of the file. */
export function databaseUnderTest(): DatabaseUnderTest {
  let database: TestDatabase | undefined;
  let owner: Client | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    useEnvironment({
      DATABASE_READER_URL: database.readerUrl,
      DATABASE_WRITER_URL: database.writerUrl,
      DATABASE_RELAY_URL: database.relayUrl,
      DATABASE_IDENTITY_URL: database.identityUrl,
    });
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await endPools();
    await owner?.end();
    await database?.drop();
  });
  return {
    sql: async <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
      (await owner!.query<Row>(text, values)).rows,
    get addresses() {
      return database!;
    },
  };
}
