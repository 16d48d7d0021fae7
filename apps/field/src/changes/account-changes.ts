import { randomUUID } from 'node:crypto';
import { companyWords, countries, locales, zones } from '../generator/words.ts';
import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createCompany, createContact, createLogin, createMembership, createProject, endDay } from './new-rows.ts';
import { insert, now, pickRow, update } from './rows.ts';

export const accountChanges = {
  'account-edited': {
    sentence: 'name, country, zone and language of an account change',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const account = await pickRow(sql, random, 'accounts');
      const name = `${random.pick(companyWords)} Group ${random.below(1e5)}`;
      await update(sql, 'accounts', account.id, {
        name,
        country: random.pick(countries),
        time_zone: random.pick(zones),
        locale: random.pick(locales),
      });
    }),
  },
  'account-status': {
    sentence: 'an account is suspended, or active again',
    weight: 0.5,
    run: inTransaction(async (sql, random) =>
      update(sql, 'accounts', (await pickRow(sql, random, 'accounts')).id, { status: random.pick(['active', 'active', 'suspended']) }),
    ),
  },
  'account-created': {
    sentence: 'a new account with companies, people and a project; some of them in later transactions',
    weight: 0.5,
    async run(sql, random) {
      const account = await sql.begin(async (first) => {
        const id = await insert(first, 'accounts', {
          guid: randomUUID(),
          name: `${random.pick(companyWords)} New ${random.below(1e6)}`,
          plan: 'standard',
          status: 'active',
          is_trial: false,
          country: 'US',
        });
        await createMembership(first, random, id, await createLogin(first, random), await createCompany(first, random, id));
        return id;
      });
      const project = await sql.begin((second) => createProject(second, random, account));
      await sql.begin(async (third) => {
        const company = await createCompany(third, random, account);
        const login = await createLogin(third, random);
        await createMembership(third, random, account, login, company);
        await insert(third, 'project_companies', { project_id: project, company_id: company });
        await createContact(third, random, project, login, company);
      });
    },
  },
  'trial-begun': {
    sentence: 'an account on trial is created, its end told by free_trials',
    weight: 0.3,
    run: inTransaction(async (sql, random) => {
      const account = await insert(sql, 'accounts', {
        guid: randomUUID(),
        name: `${random.pick(companyWords)} Trial ${random.below(1e6)}`,
        status: 'active',
        is_trial: true,
      });
      await insert(sql, 'free_trials', {
        account_id: account,
        requested_by_email: 'trial@example.com',
        starts_on: '2015-03-01',
        expires_on: endDay(random),
      });
      await createMembership(sql, random, account, await createLogin(sql, random), null);
    }),
  },
  'trial-extended': {
    sentence: 'the end of a trial moves, at the account or at its free trial',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      if (random.chance(0.5))
        return update(sql, 'accounts', (await pickRow(sql, random, 'accounts', sql`is_trial`)).id, { trial_expires_on: endDay(random) });
      return update(sql, 'free_trials', (await pickRow(sql, random, 'free_trials')).id, { expires_on: endDay(random) });
    }),
  },
  'trial-converted': {
    sentence: 'a trial is converted: the row of free_trials changes, that of the account does not',
    weight: 0.3,
    run: inTransaction(async (sql, random) =>
      update(sql, 'free_trials', (await pickRow(sql, random, 'free_trials', sql`converted_at is null`)).id, { converted_at: now() }),
    ),
  },
} as const satisfies Record<string, ChangeKind>;
