import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBalance } from './balance/balance.ts';
import { fillField, guid, twoSystems } from './fixtures/two-systems.ts';
import { verifierNames } from './verifiers/index.ts';
import { verify } from './verify.ts';
import postgres from 'postgres';

/** Guids that Field may hold and the contract does not take. */
const odd = ['é', '', 'sp ace', 'hash#12', 'p:6'];

async function fillWithOddGuids(url: string): Promise<void> {
  await fillField(url);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (const [at, name] of odd.entries()) {
    const id = 50 + at;
    await sql`insert into accounts (id, guid, name, status, country) values (${id}, ${name}, ${`Odd ${id}`}, 'active', 'DE')`;
    await sql`insert into users (id, guid, email, status) values (${id}, ${name}, ${`odd${id}@example.com`}, 'active')`;
    await sql`insert into companies (id, guid, account_id, name) values (${id}, ${name}, ${at === 0 ? 50 : 1}, ${`Odd ${id}`})`;
    await sql`insert into projects (id, guid, account_id, name, cost, start_date) values (${id}, ${name}, 1, ${`Odd ${id}`}, 1, '2020-01-01')`;
    await sql`insert into account_users (account_id, user_id, role, status) values (1, ${id}, 'member', 'active'), (${id}, 1, 'member', 'active')`;
    await sql`insert into contacts (guid, project_id, user_id, roles) values (${guid('e', id)}, ${id}, 1, 'owner'), (${guid('f', id)}, 1, ${id}, 'owner')`;
  }
  await sql.end();
}

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems({ name: 'field_with_odd_guids', fill: fillWithOddGuids });
});
afterAll(() => systems.close());

const found = async () => {
  const results = await Promise.all(verifierNames.map((by) => verify(systems.ports(), { by, accounts: null, settleMs: 5000 })));
  const { findings, pending } = await readBalance(systems.ports(), systems.field, { settleMs: 5000 });
  return [...results.flatMap((one) => [...one.findings, ...one.pending]), ...findings, ...pending];
};
const aside = async () => (await systems.ports().quarantinedKeys()).map(({ entity, externalId }) => `${entity} ${externalId}`);

it('records with guids that HQ cannot be told of are in quarantine, and keep nobody from verifying', async () => {
  expect(await aside()).toEqual(
    expect.arrayContaining(odd.flatMap((name) => ['account', 'user', 'company', 'project'].map((entity) => `${entity} ${name}`))),
  );
  expect(await found()).toEqual([]);
});

it('a change of one that is mended nowhere keeps it there', async () => {
  await systems.field`update contacts set roles = 'architect' where id > 2`;
  await systems.field`update projects set name = name || ' again' where id >= 50`;
  await systems.drain();
  expect(await aside()).toEqual(expect.arrayContaining(odd.map((name) => `project ${name}`)));
  expect(await found()).toEqual([]);
});

it('leaves when its guid is mended, or it is deleted', async () => {
  await systems.field`update users set guid = 'b7' || id where id >= 50`;
  await systems.field`update companies set guid = 'c7' || id where id >= 50`;
  await systems.field`update projects set guid = 'd7' || id where id >= 50`;
  await systems.field`delete from account_users where account_id >= 50`;
  await systems.field`delete from companies where account_id >= 50`;
  await systems.field`delete from accounts where id >= 50`;
  await systems.drain();
  expect(await aside()).toEqual([]);
  expect(await found()).toEqual([]);
  expect(await systems.hqSql`select count(*)::int as n from projects where external_id like 'd7%'`).toEqual([{ n: odd.length }]);
});
