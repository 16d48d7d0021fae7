import { cutTo } from '../generator/generation.ts';
import { type ChangeKind, inTransaction, NothingToChange } from './change-kind.ts';
import { createAddress, createCompany, newCompanyName } from './new-rows.ts';
import { type Connection, pickChild, pickDeleted, pickRow, type Row, softDelete, update } from './rows.ts';
import type { Random } from '../generator/random.ts';

export const companyChanges = {
  'company-edited': {
    sentence: 'trade, phone and description of a company change',
    weight: 5,
    run: inTransaction(async (sql, random) => {
      const company = await companyOfAnAccount(sql, random);
      const telephone = `+49 30 ${random.below(1e7)}`;
      await update(sql, 'companies', company.id, {
        ctype: random.pick(['Concrete', 'Electrical', 'Plumbing', null]),
        telephone,
        description: `Edited ${random.below(1e6)}`,
      });
    }),
  },
  'company-renamed': {
    sentence: 'a company gets a new name',
    weight: 3,
    run: inTransaction(async (sql, random) =>
      update(sql, 'companies', (await companyOfAnAccount(sql, random)).id, { name: newCompanyName(random) }),
    ),
  },
  'company-renamed-into-another': {
    sentence: 'a company gets the name of another one of the account, so that two become one',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const company = await companyOfAnAccount(sql, random);
      const other = await pickChild(sql, random, 'companies', 'account_id', company['account_id'] as string, company.id);
      const name = other['name'] ?? newCompanyName(random);
      await update(sql, 'companies', company.id, {
        name: cutTo(random.pick([name, name.toUpperCase(), `${name}.`, name.replaceAll(' ', '  ')]), 255),
      });
    }),
  },
  'company-renamed-apart': {
    sentence: 'one of two companies of the same name gets a name of its own, so that one becomes two',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const company = await companyOfAnAccount(sql, random);
      const [twin] = await sql<{ id: string }[]>`
        select min(id) as id from companies where account_id = ${company['account_id'] as string} and deleted_at is null and name is not null
        group by rtrim(lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')), ' .,') having count(*) > 1 limit 1`;
      if (twin === undefined) throw new NothingToChange('companies of one name');
      await update(sql, 'companies', twin.id, { name: newCompanyName(random) });
    }),
  },
  'company-created': {
    sentence: 'an account gets another company',
    weight: 3,
    run: inTransaction(async (sql, random) => createCompany(sql, random, (await pickRow(sql, random, 'accounts')).id)),
  },
  'company-deleted': {
    sentence: 'a company is soft-deleted; rows go on referring to it',
    weight: 1,
    run: inTransaction(async (sql, random) => softDelete(sql, 'companies', (await pickRow(sql, random, 'companies')).id)),
  },
  'company-undeleted': {
    sentence: 'a deleted company is restored',
    weight: 0.5,
    run: inTransaction(async (sql, random) =>
      update(sql, 'companies', (await pickDeleted(sql, random, 'companies')).id, { deleted_at: null }),
    ),
  },
  'company-recreated': {
    sentence: 'a company is deleted and created again under the same name',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const company = await companyOfAnAccount(sql, random);
      await softDelete(sql, 'companies', company.id);
      await createCompany(sql, random, company['account_id'] as string, company['name'] ?? newCompanyName(random));
    }),
  },
  'address-edited': {
    sentence: 'an address changes, and no row that refers to it does',
    weight: 4,
    run: inTransaction(async (sql, random) => {
      const address = await pickRow(sql, random, 'addresses');
      await update(sql, 'addresses', address.id, {
        address1: `${random.below(900)} Side Street`,
        address2: random.pick([null, 'Suite 5']),
        country: random.pick(['USA', 'Germany', 'fr', 'Canada']),
      });
    }),
  },
  'company-address-replaced': {
    sentence: 'a company gets another address, or none',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const company = await companyOfAnAccount(sql, random);
      await update(sql, 'companies', company.id, { address_id: random.chance(0.7) ? await createAddress(sql, random) : null });
    }),
  },
} as const satisfies Record<string, ChangeKind>;

function companyOfAnAccount(sql: Connection, random: Random): Promise<Row> {
  return pickRow(sql, random, 'companies', sql`account_id is not null`);
}
