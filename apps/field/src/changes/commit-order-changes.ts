import type { ChangeKind } from './change-kind.ts';
import { newRoles } from './new-rows.ts';
import { pickChild, pickRow, update } from './rows.ts';

// What a capture by id or by updated_at would miss: changes that become visible in another order than they were made in.

export const commitOrderChanges = {
  'transaction-left-open': {
    sentence: 'a transaction changes a login and a contact and stays open for one or two seconds while others commit',
    weight: 0.3,
    slow: true,
    async run(sql, random) {
      await sql.begin(async (transaction) => {
        const login = await pickRow(transaction, random, 'users');
        await update(transaction, 'users', login.id, { job_title: `Held ${random.below(1000)}` });
        await transaction`select pg_sleep(${1 + random.next()})`;
        const contact = await pickRow(transaction, random, 'contacts');
        await update(transaction, 'contacts', contact.id, { roles: newRoles(random) });
      });
    },
  },
  'commits-in-opposite-order': {
    sentence: 'two rows of one person change in two transactions; the one that began first commits last',
    weight: 0.5,
    slow: true,
    async run(sql, random) {
      await sql.begin(async (first) => {
        const member = await pickRow(first, random, 'account_users', first`user_id is not null`);
        await update(first, 'account_users', member.id, { role: random.pick(['admin', 'member']) });
        await sql.begin(async (second) => {
          const login = await pickChild(second, random, 'users', 'id', member['user_id'] as string);
          await update(second, 'users', login.id, { telephone: `+33 1 ${random.below(1e6)}` });
        });
      });
    },
  },
} as const satisfies Record<string, ChangeKind>;
