import { firstNames, jobTitles, lastNames, zones } from '../generator/words.ts';
import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createLogin, createMembership, newUid } from './new-rows.ts';
import { pickChild, pickDeleted, pickRow, softDelete, update } from './rows.ts';

export const loginChanges = {
  'login-edited': {
    sentence: 'a person edits their name, phone, title and zone',
    weight: 20,
    run: inTransaction(async (sql, random) => {
      const login = await pickRow(sql, random, 'users');
      const telephone = `+1 415 ${random.below(1e7)}`;
      await update(sql, 'users', login.id, {
        first_name: random.pick(firstNames),
        last_name: random.pick(lastNames),
        telephone,
        job_title: random.pick(jobTitles),
        time_zone: random.pick(zones),
      });
    }),
  },
  'login-status': {
    sentence: 'a login is disabled, invited or activated',
    weight: 5,
    run: inTransaction(async (sql, random) => {
      const login = await pickRow(sql, random, 'users');
      await update(sql, 'users', login.id, { status: random.pick(['active', 'active', 'disabled', 'invited']) });
    }),
  },
  'login-gains-uid': {
    sentence: 'a login without uid signs in and gets one',
    weight: 4,
    run: inTransaction(async (sql, random) => {
      const login = await pickRow(sql, random, 'users', sql`oxygen_uid is null`);
      await update(sql, 'users', login.id, { oxygen_uid: newUid(), last_login_at: '2015-04-01T09:00:00Z' });
    }),
  },
  'login-deleted': {
    sentence: 'a login is soft-deleted; its memberships stay',
    weight: 1,
    run: inTransaction(async (sql, random) => softDelete(sql, 'users', (await pickRow(sql, random, 'users')).id)),
  },
  'login-undeleted': {
    sentence: 'a deleted login is restored',
    weight: 1,
    run: inTransaction(async (sql, random) => update(sql, 'users', (await pickDeleted(sql, random, 'users')).id, { deleted_at: null })),
  },
  'login-created': {
    sentence: 'a new person becomes a member of an account',
    weight: 6,
    run: inTransaction(async (sql, random) => {
      const company = await pickRow(sql, random, 'companies', sql`account_id is not null`);
      await createMembership(sql, random, company['account_id'] as string, await createLogin(sql, random), company.id);
    }),
  },
  'login-recreated': {
    sentence: 'a login is deleted and created again with the same e-mail and uid',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const membership = await pickRow(sql, random, 'account_users', sql`account_id is not null`);
      const login = await pickChild(sql, random, 'users', 'id', membership['user_id'] as string | null);
      await softDelete(sql, 'users', login.id);
      const again = await createLogin(sql, random, { email: login['email'] as string | null, uid: login['oxygen_uid'] as string | null });
      await createMembership(sql, random, membership['account_id'] as string, again, membership['company_id'] as string | null);
    }),
  },
} as const satisfies Record<string, ChangeKind>;
