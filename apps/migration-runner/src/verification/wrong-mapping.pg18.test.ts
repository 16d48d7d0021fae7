import type { Entity } from '@hq-field/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { twoSystems } from './fixtures/two-systems.ts';
import { verify } from './verify.ts';

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems();
});
afterAll(() => systems.close());

type Data = Record<string, unknown>;

it.each<[string, Entity, (data: Data) => Data, string]>([
  ['drops a field', 'user', (data) => ({ ...data, lastName: null }), 'last_name'],
  ['swaps two fields', 'user', (data) => ({ ...data, firstName: data['lastName'], lastName: data['firstName'] }), 'first_name'],
  ['forgets to normalise', 'company', (data) => ({ ...data, name: `${String(data['name'])}.` }), 'name'],
  ['gives another default', 'project', (data) => ({ ...data, currency: 'EUR' }), 'currency'],
  ['gives everybody less', 'projectMember', (data) => ({ ...data, accessLevel: 'project_user' }), 'access_level'],
  ['forgets whose company it is', 'accountMember', (data) => ({ ...data, company: null }), 'company'],
])('a mapping that %s is found, because the extracts share no code with it', async (_, entity, change, field) => {
  await systems.empty();
  await systems.deliverAll((record) =>
    record.entity === entity && record.data !== null ? { ...record, data: change({ ...record.data }) as never } : record,
  );
  const { findings } = await verify(systems.ports(), { accounts: null, settleMs: 2000 });
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.every((one) => one.entity === entity && one.fields.some(({ name }) => name === field))).toBe(true);
});
