import { afterAll, expect, test } from 'vitest';
import { openField } from '../field-db/open-field.ts';
import { readRecords } from '../field-db/read-records.ts';
import { capturedField } from '../fixtures/captured-field.ts';
import { guid } from '../fixtures/small-field.ts';
import { buildCompanies } from './companies.ts';
import { buildPeople } from './people.ts';

const { url, drop } = await capturedField();
const field = openField(url);
afterAll(async () => {
  await field.end({ timeout: 1 });
  await drop();
});

const ids = ['-9223372036854775808', '-1', '0', '1', '9223372036854775807'];

test('logins and companies of any id are read', async () => {
  for (const [at, id] of ids.entries()) {
    await field`insert into users (id, guid, email) values (${id}, ${guid('users', at)}, ${`${at}@x.com`})`;
    await field`insert into companies (id, guid, account_id, name) values (${id}, ${guid('companies', at)}, -1, ${`Company ${at}`})`;
  }
  await buildPeople(field, 'outbound');
  await buildCompanies(field, 'outbound');
  const idsOf = async (table: string, column: string) =>
    (await field`select ${field(column)}::text as id from outbound.${field(table)} order by ${field(column)}`).map(
      (row) => row['id'] as string,
    );
  expect(await idsOf('logins', 'user_id')).toEqual(ids);
  expect(await idsOf('company_names', 'company_id')).toEqual(ids);
});

test('rows that are named by an id below zero are read by that name', async () => {
  await field`insert into account_users (id, account_id, user_id) values (-7, -8, -9)`;
  await field`insert into contacts (id, guid, project_id, user_id) values (-7, ${guid('contacts', 7)}, -8, -9)`;
  await field`insert into project_companies (id, project_id, company_id) values (-7, -8, -9)`;
  const names = { accountMember: 'account_users#-7', projectMember: 'contacts#-7', projectCompany: 'project_companies#-7' } as const;
  for (const [entity, name] of Object.entries(names))
    expect([...(await readRecords(field, entity as keyof typeof names, [name])).keys()]).toEqual([name]);
});
