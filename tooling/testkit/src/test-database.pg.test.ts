import { expect, test } from 'vitest';
import { withConnection } from './databases.ts';
import { testDatabase } from './test-database.ts';

test('prepares a template once and gives each caller a database of its own', async () => {
  let prepared = 0;
  const prepare = (url: string): Promise<void> => {
    prepared += 1;
    return withConnection(url, async (sql) => void (await sql`create table marks as select 'template' as mark`));
  };
  const [first, second] = await Promise.all([testDatabase('testkit_marks', prepare), testDatabase('testkit_marks', prepare)]);
  expect(prepared).toBe(1);

  await withConnection(first.url, (sql) => sql`update marks set mark = 'first'`);
  const marks = await withConnection(second.url, (sql) => sql`select mark from marks`);
  expect([...marks]).toEqual([{ mark: 'template' }]);
  await Promise.all([first.drop(), second.drop()]);
});

test('prepares a template again after a preparation that failed', async () => {
  const failing = testDatabase('testkit_failing', () => Promise.reject(new Error('the schema is broken')));
  await expect(failing).rejects.toThrow('the schema is broken');

  const database = await testDatabase('testkit_failing', (url) =>
    withConnection(url, async (sql) => void (await sql`create table fine ()`)),
  );
  await withConnection(database.url, (sql) => sql`select from fine`);
  await database.drop();
});
