import { expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { buildPost } from './build-post.ts';
const db = databaseUnderTest();
test('x', async () => {
  console.log(await buildPost({ project: 'a', path: 'b' }), await db.sql('select current_database()'), process.pid);
  expect(1).toBe(1);
});
