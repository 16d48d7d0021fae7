import { createDelivery, installCapture, listQuarantine, unassignedAccount, type WalkPage, walkAccounts } from '@hq-field/field-adapter';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { guid, twoSystems } from './fixtures/two-systems.ts';
import { hasPassed, verify } from './verify.ts';

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems();
});
afterAll(() => systems.close());

const [first, second] = [guid('a', 1), guid('a', 2)];
/** Rows that HQ made itself: an account, and in it a company and a project; and a person. */
const own = { account: guid('1', 1), company: guid('1', 2), project: guid('1', 3), user: guid('1', 4) };
const nobody = guid('9', 9);

/** One account is live; HQ has rows of its own, copies of what it got from Field under other names. */
beforeEach(async () => {
  await systems.empty();
  await systems.field`update companies set name = 'Company 2' where id = 2`;
  await systems.field`update projects set name = 'Project 2' where id = 2`;
  await systems.field`update users set email = 'person2@example.com' where id = 2`;
  await installCapture(systems.field);
  await systems.field`truncate outbound.changes, outbound.touches`;
  systems.known.clear();
  systems.known.set(second, 'planned');
  systems.known.set(unassignedAccount, 'live');
  await backfill(first);
  const copy = (table: string, id: string, from: string, change: object) =>
    systems.hqSql.unsafe(
      `insert into ${table} select (jsonb_populate_record(t, $1::text::jsonb)).* from ${table} t where external_id = '${from}'`,
      [JSON.stringify({ id, external_id: null, source_version: 0, ...change })],
    );
  await copy('accounts', own.account, first, { name: "HQ's own" });
  await copy('users', own.user, guid('b', 1), { email: 'own@example.com', email_key: 'own@example.com' });
  await copy('companies', own.company, guid('c', 1), { account_id: own.account, name: 'Own Inc', name_key: 'own inc' });
  await copy('projects', own.project, guid('d', 1), { account_id: own.account, name: 'Own tower', live_name_key: 'own tower' });
});

/** Walks an account; Field's users do something between the read of all its pages and their sending. */
async function backfill(account: string, meanwhile: () => Promise<void> = async () => {}): Promise<WalkPage[]> {
  systems.known.set(account, 'backfilling');
  const pages = await Array.fromAsync(walkAccounts(systems.field, { accounts: [account], after: null, pageSize: 3 }));
  await meanwhile();
  const delivery = createDelivery({ ...systems.parts, client: systems.hq });
  for (const { records } of pages) await delivery.deliver(records, 0);
  await delivery.endWalk([account], 0);
  systems.known.set(account, 'live');
  await systems.drain();
  return pages;
}

const moments: Record<string, (edit: () => Promise<void>) => Promise<unknown>> = {
  'before the backfill': async (edit) => {
    await edit();
    await backfill(second);
  },
  "between a page's read and its sending": (edit) => backfill(second, edit),
  'the same, and the change arrives first': (edit) =>
    backfill(second, async () => {
      await edit();
      await systems.drain();
    }),
  'after the backfill': async (edit) => {
    await backfill(second);
    await edit();
    await systems.drain();
  },
};
/** HQ's row becomes that of a record which it has not seen in another state. */
const takesOver: readonly string[] = ['before the backfill', 'the same, and the change arrives first'];

interface Case {
  name: string;
  given?: string;
  edit: string;
  /** HQ's own row that Field's record becomes, where it comes before any other state of the record. */
  becomes?: keyof typeof own;
  /** Why it waits in quarantine, where it does not become HQ's row. */
  aside: string;
  mend: string;
}

const tables = { account: 'accounts', company: 'companies', project: 'projects', user: 'users' } as const;
const inOwnAccount = `update accounts set hq_account_identifier = '${own.account}' where id = 2`;

const cases: Case[] = [
  {
    name: 'an account names a row of HQ by its id',
    edit: inOwnAccount,
    becomes: 'account',
    aside: 'hq_id_taken',
    mend: 'update accounts set hq_account_identifier = null where id = 2',
  },
  {
    name: 'a project names a row of HQ by its id',
    edit: `update projects set hq_identifier = '${own.project}' where id = 2`,
    becomes: 'project',
    aside: 'hq_id_taken',
    mend: 'update projects set hq_identifier = null where id = 2',
  },
  {
    name: 'a person has the e-mail of one whom HQ has',
    edit: "update users set email = 'Own@Example.com' where id = 2",
    becomes: 'user',
    aside: 'email_taken',
    mend: "update users set email = 'person2@example.com' where id = 2",
  },
  {
    name: 'a company has the name of one that HQ has in the account',
    given: inOwnAccount,
    edit: "update companies set name = 'OWN  inc.' where id = 2",
    becomes: 'company',
    aside: 'name_taken',
    mend: "update companies set name = 'Company 2' where id = 2",
  },
  {
    name: 'a project has the name of one that HQ has in the account',
    given: inOwnAccount,
    edit: "update projects set name = 'OWN TOWER' where id = 2",
    becomes: 'project',
    aside: 'name_taken',
    mend: "update projects set name = 'Project 2' where id = 2",
  },
  {
    name: 'an account names an id that HQ does not know',
    edit: `update accounts set hq_account_identifier = '${nobody}' where id = 2`,
    aside: 'hq_id_unknown',
    mend: 'update accounts set hq_account_identifier = null where id = 2',
  },
  {
    name: 'a project names an id that HQ does not know',
    edit: `update projects set hq_identifier = '${nobody}' where id = 2`,
    aside: 'hq_id_unknown',
    mend: 'update projects set hq_identifier = null where id = 2',
  },
  {
    name: 'an account names the row of another account',
    edit: 'update accounts set hq_account_identifier = (select hq_account_identifier from accounts where id = 1) where id = 2',
    aside: 'hq_id_taken',
    mend: 'update accounts set hq_account_identifier = null where id = 2',
  },
  {
    name: 'a project names the row of another project',
    edit: 'update projects set hq_identifier = (select hq_identifier from projects where id = 1) where id = 2',
    aside: 'hq_id_taken',
    mend: 'update projects set hq_identifier = null where id = 2',
  },
];

/** Codes of what is in quarantine, children of what is there apart. */
async function aside(): Promise<string[]> {
  const codes = (await listQuarantine(systems.field, {})).map(({ code }) => code);
  return codes.filter((code) => code !== 'parent_quarantined');
}

/** HQ's id as Field names it for the second account or its project, whichever the statement is about. */
async function namedIn(statement: string): Promise<unknown> {
  const [row] = await systems.field.unsafe(
    statement.startsWith('update accounts')
      ? 'select hq_account_identifier as id from accounts where id = 2'
      : 'select hq_identifier as id from projects where id = 2',
  );
  return row?.['id'];
}

/** HQ's ids in Field are those of its rows, and verification finds nothing but HQ's own rows. */
async function agrees(): Promise<void> {
  for (const [table, column] of [
    ['accounts', 'hq_account_identifier'],
    ['projects', 'hq_identifier'],
  ] as const) {
    const inField = await systems.field.unsafe(`select guid::text as name, ${column}::text as id from ${table} order by 1`);
    const inHq = await systems.hqSql.unsafe(`select external_id as name, id::text from ${table} where external_id is not null order by 1`);
    expect([...inField]).toEqual([...inHq]);
  }
  const result = await verify(systems.ports(), { accounts: null, settleMs: 5000 });
  expect(result).toMatchObject({ findings: [], pending: [], notVerified: [] });
  expect(hasPassed(result)).toBe(true);
}

describe.each(Object.entries(moments))('%s', (moment, at) => {
  test.each(cases)('$name', async ({ given, edit, becomes, aside: code, mend }) => {
    if (given !== undefined) await systems.field.unsafe(given);
    let named: unknown;
    await at(async () => {
      await systems.field.unsafe(edit);
      named = await namedIn(edit);
    });
    const isTaken = becomes !== undefined && takesOver.includes(moment);
    expect(await aside()).toEqual(isTaken ? [] : [code]);
    if (becomes !== undefined) {
      const [row] = await systems.hqSql.unsafe(`select external_id from ${tables[becomes]} where id = '${own[becomes]}'`);
      expect(row?.['external_id'] !== null).toBe(isTaken);
    }
    if (!isTaken) {
      if (code.startsWith('hq_id')) expect(await namedIn(edit)).toBe(named);
      await systems.field.unsafe(mend);
    }
    await systems.drain();
    expect(await listQuarantine(systems.field, {})).toEqual([]);
    await systems.hqSql.unsafe(
      Object.entries(own)
        .map(([entity, id]) => `delete from ${tables[entity as 'user']} where id = '${id}' and external_id is null;`)
        .join(' '),
    );
    await agrees();
  });
});

test.each(cases)('sent twice is unchanged: $name', async ({ given, edit, becomes, mend }) => {
  for (const statement of [given, edit, becomes === undefined ? mend : undefined])
    if (statement !== undefined) await systems.field.unsafe(statement);
  // As rows that stood so before capture: else the live stream has sent them in a newer version.
  await systems.field`truncate outbound.changes, outbound.touches`;
  const pages = await backfill(second);
  for (const { records } of pages)
    expect(await createDelivery({ ...systems.parts, client: systems.hq }).deliver(records, 0)).toMatchObject({
      unchanged: records.length,
      applied: 0,
      quarantined: 0,
    });
});
