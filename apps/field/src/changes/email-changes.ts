import { type ChangeKind, inTransaction } from './change-kind.ts';
import { newEmail } from './new-rows.ts';
import { type Connection, pickRow, type Row, update } from './rows.ts';
import type { Random } from '../generator/random.ts';

export const emailChanges = {
  'email-changed': {
    sentence: 'a login gets another e-mail',
    weight: 5,
    run: inTransaction(async (sql, random) => update(sql, 'users', (await pickRow(sql, random, 'users')).id, { email: newEmail(random) })),
  },
  'email-respelled': {
    sentence: 'the e-mail of a login changes in case and blanks only',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const [login] = await different(sql, random, 1);
      const email = login.email;
      await update(sql, 'users', login.id, {
        email: random.pick([email.toUpperCase(), email.toLowerCase(), ` ${email.trim()} `, email.trim().normalize('NFD')]).slice(0, 255),
      });
    }),
  },
  'email-swapped': {
    sentence: 'two people swap their e-mails in one transaction',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const [one, other] = await different(sql, random, 2);
      await update(sql, 'users', one.id, { email: other?.email ?? null });
      await update(sql, 'users', other?.id ?? one.id, { email: one.email });
    }),
  },
  'email-handed-on': {
    sentence: 'e-mails are handed on: the first gets that of the second, the second that of the third, the third a new one',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const logins = await different(sql, random, 3);
      for (const [index, login] of logins.entries())
        await update(sql, 'users', login.id, { email: logins[index + 1]?.email ?? newEmail(random) });
    }),
  },
  'email-taken-over': {
    sentence: 'a login gets a new e-mail and, in the next transaction, another login takes the old one',
    weight: 1,
    async run(sql, random) {
      const freed = await sql.begin(async (first) => {
        const [login] = await different(first, random, 1);
        await update(first, 'users', login.id, { email: newEmail(random) });
        return login;
      });
      await sql.begin(async (second) => {
        const other = await pickRow(second, random, 'users', second`id <> ${freed.id}`);
        await update(second, 'users', other.id, { email: freed.email });
      });
    },
  },
} as const satisfies Record<string, ChangeKind>;

type Login = Row & { email: string };

/** Living logins with an e-mail, each another one. */
async function different(sql: Connection, random: Random, count: number): Promise<[Login, ...Login[]]> {
  const logins: Row[] = [];
  while (logins.length < count) {
    const ids = logins.map((login) => login.id);
    logins.push(await pickRow(sql, random, 'users', sql`email is not null and id <> all(${ids}::bigint[])`));
  }
  return logins as [Login, ...Login[]];
}
