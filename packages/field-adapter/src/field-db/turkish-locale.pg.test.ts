import { afterAll, expect, test } from 'vitest';
import { openVerification } from '../extracts/index.ts';
import { capturedFieldOf } from '../fixtures/captured-field.ts';
import { guid } from '../fixtures/small-field.ts';
import { buildCompanies } from '../identity/companies.ts';
import { buildPeople } from '../identity/people.ts';
import { mapRecord } from '../mapping/map-record.ts';
import { openField } from './open-field.ts';
import { readRecords } from './read-records.ts';

// To such a database "I" is the capital of a dotless "i", and letters with accents stand before "z".
const { url, drop } = await capturedFieldOf('tr-TR');
const field = openField(url);
afterAll(async () => {
  await field.end({ timeout: 1 });
  await drop();
});

const account = guid('accounts', 1);
const project = guid('projects', 1);
const words = ['INFO@X.com', 'z@x.com', '\u00e9@x.com'];

test('neither what is mapped nor what is extracted depends on the locale of the database', async () => {
  await field`insert into accounts (guid, name) values (${account}, 'BIM')`;
  for (const [at, email] of words.entries()) {
    await field`insert into users (guid, email, status) values (${guid('users', at + 1)}, ${email}, 'ACTIVE')`;
    await field`insert into account_users (account_id, user_id, role, status) values (1, ${at + 1}, 'ADMIN', 'INVITED')`;
    await field`insert into companies (guid, account_id, name) values (${guid('companies', at + 1)}, 1, ${email})`;
  }
  await field`insert into companies (guid, account_id, name) values (${guid('companies', 9)}, 1, 'info@X.COM.')`;
  await field`insert into projects (guid, account_id, name, ptype, cost_currency, start_date) values (${project}, 1, 'ISTANBUL', 'OFFICE', 'inr', '2020-01-01')`;
  await field`insert into contacts (guid, project_id, user_id, roles) values (${guid('contacts', 1)}, 1, 1, 'PROJECT_ADMIN')`;
  await buildPeople(field, 'outbound');
  await buildCompanies(field, 'outbound');

  const mapped = mapRecord('project', (await readRecords(field, 'project', [project])).get(project) as never);
  const verification = await openVerification(field);
  const rows = async (entity: 'project' | 'user' | 'company' | 'projectMember') =>
    (await verification.rows({ entity, account, after: null, limit: 10, keys: null })).rows;
  try {
    expect(mapped.data).toMatchObject({ status: 'active', projectType: 'Office', currency: 'INR' });
    expect((await rows('project'))[0]?.values.slice(2, 6)).toEqual(['ISTANBUL', null, 'Office', 'active']);
    expect((await rows('projectMember'))[0]?.values).toContain('project_admin');
    const keys = ['info@x.com', 'z@x.com', '\u00e9@x.com'];
    expect((await rows('user')).map(({ key }) => key)).toEqual(keys);
    expect(await rows('company')).toHaveLength(3);
    expect(await field`select 1 from outbound.company_names where canonical = guid`).toHaveLength(3);
  } finally {
    await verification.close();
  }
});
