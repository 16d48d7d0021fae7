import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createMembership } from './new-rows.ts';
import { pickChild, pickDeleted, pickRow, softDelete, update } from './rows.ts';

export const membershipChanges = {
  'member-role': {
    sentence: 'a member becomes administrator, or no longer is',
    weight: 6,
    run: inTransaction(async (sql, random) => {
      const member = await pickRow(sql, random, 'account_users');
      await update(sql, 'account_users', member.id, { role: member['role'] === 'admin' ? 'member' : 'admin' });
    }),
  },
  'member-status': {
    sentence: 'a member is disabled, invited or activated',
    weight: 4,
    run: inTransaction(async (sql, random) =>
      update(sql, 'account_users', (await pickRow(sql, random, 'account_users')).id, {
        status: random.pick(['active', 'disabled', 'invited', null]),
      }),
    ),
  },
  'member-company': {
    sentence: 'a member moves to another company of the account',
    weight: 5,
    run: inTransaction(async (sql, random) => {
      const member = await pickRow(sql, random, 'account_users', sql`account_id is not null`);
      const company = await pickChild(sql, random, 'companies', 'account_id', member['account_id'] as string);
      await update(sql, 'account_users', member.id, { company_id: company.id });
    }),
  },
  'member-added': {
    sentence: 'a person of one account becomes a member of another too',
    weight: 3,
    run: inTransaction(async (sql, random) => {
      const login = await pickRow(sql, random, 'users');
      const company = await pickRow(sql, random, 'companies', sql`account_id is not null`);
      await createMembership(sql, random, company['account_id'] as string, login.id, company.id);
    }),
  },
  'member-removed': {
    sentence: 'a membership is soft-deleted',
    weight: 3,
    run: inTransaction(async (sql, random) => softDelete(sql, 'account_users', (await pickRow(sql, random, 'account_users')).id)),
  },
  'member-restored': {
    sentence: 'a soft-deleted membership is restored',
    weight: 1,
    run: inTransaction(async (sql, random) =>
      update(sql, 'account_users', (await pickDeleted(sql, random, 'account_users')).id, { deleted_at: null }),
    ),
  },
  'member-erased': {
    sentence: 'the row of a membership is deleted',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const member = await pickRow(sql, random, 'account_users');
      await sql`delete from account_users where id = ${member.id}`;
    }),
  },
} as const satisfies Record<string, ChangeKind>;
