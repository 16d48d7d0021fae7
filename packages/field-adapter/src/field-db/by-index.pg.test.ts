import { afterAll, expect, test } from 'vitest';
import { capturedField } from '../fixtures/captured-field.ts';
import { lookUpByIndex } from './by-index.ts';
import { openField } from './open-field.ts';

const { url, drop } = await capturedField();
// One connection: plans are kept for each.
const field = openField(url, { max: 1 });
afterAll(async () => {
  await field.end({ timeout: 1 });
  await drop();
});

/** What the plan that the connection keeps expects of a look-up. */
function planned(): Promise<string> {
  return field.begin(async (sql) => {
    await lookUpByIndex(sql);
    const lines = await sql<{ 'QUERY PLAN': string }[]>`explain execute looked_up('{1}')`;
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
}

/** Sessions tell the statistics of their rows once a second, and ask how large tables are as rarely. */
async function aSecondLater(): Promise<void> {
  await field`select pg_stat_force_next_flush()`;
  await field`select set_config('outbound.sizes_asked', '', false)`;
}

test('a plan is kept, until a table that is looked up has grown', async () => {
  await field.unsafe(`prepare looked_up (bigint[]) as select * from users where id = any ($1)`);
  const small = await planned();
  expect(small).toContain('Index');
  await field`insert into users (guid, email, status) select gen_random_uuid()::text, i || '@x.com', 'active' from generate_series(1, 40) i`;
  await aSecondLater();
  expect(await planned()).toBe(small);
  await field`insert into users (guid, email, status) select gen_random_uuid()::text, i || '@y.com', 'active' from generate_series(1, 20000) i`;
  await aSecondLater();
  expect(await planned()).not.toBe(small);
});
