import { until, waitsForLock } from '@hq-field/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { drawVersion, openField, unassignedAccount, walkAccounts, type WalkPage } from '../index.ts';
import { touchAccounts } from '../outbox/touch-accounts.ts';

let small: SmallField;
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

/** An account with people, a company, projects and their joins; ann is in every account. */
async function filledAccount(name: string): Promise<string> {
  const account = await small.make('accounts', { name, status: 'active', country: 'US' });
  const [known] = await small.field<{ id: string }[]>`select id from users where email = 'ann@example.com'`;
  const ann = known === undefined ? await small.make('users', { email: 'ann@example.com', status: 'active' }) : Number(known.id);
  const own = await small.make('users', { email: `${name}@example.com`, status: 'active' });
  const company = await small.make('companies', { account_id: account, name: 'Builders' });
  await small.make('account_users', { account_id: account, user_id: own, company_id: company, role: 'admin', status: 'active' });
  await small.make('account_users', { account_id: account, user_id: ann, role: 'member', status: 'active' });
  for (const title of ['Tower', 'Bridge']) {
    const project = await small.make('projects', { account_id: account, name: title, start_date: '2020-01-01' });
    await small.make('project_companies', { project_id: project, company_id: company });
    for (const user of [ann, own]) await small.make('contacts', { project_id: project, user_id: user, status: 'active' });
  }
  return guid('accounts', account);
}

async function walked(accounts: readonly string[], pageSize: number): Promise<string[]> {
  const names: string[] = [];
  for await (const { records } of walkAccounts(small.field, { accounts, after: null, pageSize }))
    names.push(...records.map((record) => `${record.entity} ${record.externalId} ${JSON.stringify(record.data)}`));
  return names;
}

describe('accounts walked together', () => {
  test('give the records that each gives alone, a shared person once', async () => {
    const accounts = [await filledAccount('Acme'), await filledAccount('Beta'), await filledAccount('Coda')];
    const alone = new Set<string>();
    for (const account of accounts) for (const name of await walked([account], 1000)) alone.add(name);
    for (const pageSize of [1, 7, 1000]) {
      const together = await walked(accounts, pageSize);
      expect(new Set(together)).toEqual(alone);
      expect(together).toHaveLength(alone.size);
    }
  });

  test('one that Field does not have is passed over', async () => {
    const account = await filledAccount('Acme');
    expect(await walked([account, guid('accounts', 99)], 1000)).toEqual(await walked([account], 1000));
    expect(await walked([guid('accounts', 99)], 1000)).toEqual([]);
  });

  test('do not include what belongs to no account, which is walked alone', async () => {
    await small.make('users', { email: 'nobody@example.com', status: 'active' });
    await small.drain();
    expect(await walked([unassignedAccount], 1000)).toHaveLength(1);
    const walk = walkAccounts(small.field, { accounts: [guid('accounts', 1), unassignedAccount], after: null, pageSize: 10 });
    await expect(walk.next()).rejects.toThrow('walked alone');
  });

  test('a resumed walk gives what comes behind its checkpoint and nothing before it', async () => {
    const [acme, beta] = [await filledAccount('Acme'), await filledAccount('Beta')];
    for (const accounts of [[acme], [acme, beta]]) {
      const pages = await Array.fromAsync(walkAccounts(small.field, { accounts, after: null, pageSize: 1 }));
      for (const [index, { checkpoint }] of pages.entries()) {
        const rest = await Array.fromAsync(walkAccounts(small.field, { accounts, after: checkpoint, pageSize: 1 }));
        expect(rest.map((page) => page.checkpoint)).toEqual(pages.slice(index + 1).map((page) => page.checkpoint));
      }
    }
  });
});

test('a walk whose connection is cut while its page is being sent ends with an error that passes', async () => {
  const account = await filledAccount('Acme');
  const walk = walkAccounts(small.field, { accounts: [account], after: null, pageSize: 1 });
  await walk.next();
  const other = openField(small.url, { max: 1 });
  await other`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`;
  await other.end();
  await expect(Array.fromAsync(walk)).rejects.toMatchObject({ code: 'unreachable' });
  expect(await walked([account], 1000)).not.toEqual([]);
});

describe('a walk makes way', () => {
  /** Reads one page and does `meanwhile`; what the whole walk gave, and the pages that may not overtake others. */
  async function interrupted(account: string, courtesy: { lookEveryMs: number; idleMs: number }, meanwhile: () => Promise<unknown>) {
    const walk = walkAccounts(small.field, { accounts: [account], after: null, pageSize: 4 }, courtesy);
    const first = await walk.next();
    await meanwhile();
    const pages = [first.value, ...(await Array.fromAsync(walk))] as WalkPage[];
    return { records: pages.flatMap(({ records }) => records.map(nameOf)), inOrder: pages.map((page) => page.afterAllBefore) };
  }
  const nameOf = ({ entity, externalId }: { entity: string; externalId: string }) => `${entity} ${externalId}`;
  const snapshots = async () =>
    (await small.field`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`).count;

  test('for a TRUNCATE that waits for its snapshot, and goes on behind its last page', async () => {
    const account = await filledAccount('Acme');
    const undisturbed = await interrupted(account, { lookEveryMs: 60_000, idleMs: 60_000 }, async () => {});
    const other = openField(small.url, { max: 1 });
    const met = await interrupted(account, { lookEveryMs: 20, idleMs: 60_000 }, () => other`truncate free_trials`);
    await other.end();
    expect(met.records).toEqual(undisturbed.records);
    expect(met.inOrder[1]).toBe(true);
  });

  test('while it is read: it waits for a table of whoever waits for it', async () => {
    const account = await filledAccount('Acme');
    const undisturbed = await interrupted(account, { lookEveryMs: 60_000, idleMs: 60_000 }, async () => {});
    const other = openField(small.url, { max: 1 });
    const reshaped = Promise.withResolvers<void>();
    const met = await interrupted(account, { lookEveryMs: 20, idleMs: 60_000 }, async () => {
      const locked = Promise.withResolvers<void>();
      other
        .begin(async (sql) => {
          await sql`set local deadlock_timeout = '30s'`;
          await sql`lock table contacts`;
          locked.resolve();
          // The walk goes on, and waits for this.
          await until(() => waitsForLock(small.field), {
            timeoutMs: 10_000,
            what: 'the walk waits',
          });
          await sql`lock table free_trials`;
        })
        .then(() => reshaped.resolve(), reshaped.reject);
      await locked.promise;
    });
    await reshaped.promise;
    await other.end();
    expect(met.records).toEqual(undisturbed.records);
  });

  test('when nobody asks for its next page', async () => {
    const account = await filledAccount('Acme');
    const met = await interrupted(account, { lookEveryMs: 20, idleMs: 1 }, () =>
      until(async () => (await snapshots()) === 0, { timeoutMs: 10_000, what: 'the snapshot is let go' }),
    );
    expect(new Set(met.records).size).toBe(met.records.length);
    expect(met.records).toHaveLength((await walked([account], 1000)).length);
  });
});

describe('a second walk', () => {
  /** Walks a live account again and calls `between` once its pages are read and before they are sent. */
  async function walkAgain(account: string, between: () => Promise<void>, after: WalkPage['checkpoint'] | null = null) {
    const version = await drawVersion(small.field);
    const pages = await Array.fromAsync(walkAccounts(small.field, { accounts: [account], after, pageSize: 3 }));
    await between();
    for (const page of pages) await small.delivery.deliver(page.records, version);
    await small.delivery.endWalk([account], version);
  }

  test('writes over what somebody changed in HQ, also where a live change had a version', async () => {
    const account = await filledAccount('Acme');
    await small.backfill(account);
    await small.drain();
    await touchAccounts(small.field, [account]);
    await small.drain();
    for (const held of small.hq.held.values()) if (held.data !== null && 'firstName' in held.data) held.data['firstName'] = 'Foreign';
    await walkAgain(account, async () => {});
    await converges(small);
  });

  test.each(['before the pages are sent', 'after'])('keeps a change and a deletion that arrive %s', async (when) => {
    const account = await filledAccount('Acme');
    await small.backfill(account);
    await small.drain();
    await walkAgain(account, async () => {
      await small.field`update users set first_name = 'Ann' where email = 'ann@example.com'`;
      await small.field`delete from project_companies where project_id = 1`;
      if (when === 'before the pages are sent') await small.drain();
    });
    await converges(small);
    expect([...small.hq.living('user').values()]).toContainEqual(expect.objectContaining({ firstName: 'Ann' }));
    expect(small.hq.living('projectCompany').size).toBe(1);
  });

  test('does not bring back a record whose deletion a sender with a lower version has in its hands', async () => {
    const account = await filledAccount('Acme');
    await small.backfill(account);
    await small.drain();
    await small.field`delete from project_companies where project_id = 1`;
    small.hq.beforeApply = async () => {
      small.hq.beforeApply = null;
      await walkAgain(account, async () => {});
    };
    await small.drain();
    await converges(small);
    expect(small.hq.living('projectCompany').size).toBe(1);
  });

  test('takes records out of quarantine that HQ holds now, with whoever waited for them', async () => {
    const account = await filledAccount('Acme');
    const address = await small.make('addresses', { address2: 'x'.repeat(200), address3: 'y'.repeat(200) });
    await small.field`update companies set address_id = ${address}`;
    await small.field`update users set status = 'odd' where id = (select min(id) from users)`;
    await small.backfill(account);
    await small.drain();
    const waiting = async () =>
      (await small.field<{ name: string }[]>`select distinct entity as name from outbound.quarantine`).map(({ name }) => name);
    expect((await waiting()).toSorted()).toEqual(['accountMember', 'company', 'projectCompany', 'projectMember', 'user']);
    // Mended where capture does not see it.
    for (const table of ['addresses', 'users']) await small.field.unsafe(`alter table ${table} disable trigger user`);
    await small.field`update addresses set address3 = null`;
    await small.field`update users set status = 'active'`;
    for (const table of ['addresses', 'users']) await small.field.unsafe(`alter table ${table} enable trigger user`);
    await walkAgain(account, async () => {});
    await small.drain();
    expect(await waiting()).toEqual([]);
    await converges(small);
  });

  test('that resumes takes people out of quarantine whom it refused before it was interrupted, and who were mended before that was heard', async () => {
    const account = await filledAccount('Acme');
    await small.backfill(account);
    await small.drain();
    await small.field`update users set status = 'odd' where email = 'ann@example.com'`;
    const version = await drawVersion(small.field);
    const pages = await Array.fromAsync(walkAccounts(small.field, { accounts: [account], after: null, pageSize: 3 }));
    await small.field`update users set status = 'active' where email = 'ann@example.com'`;
    await small.drain();
    const withPeople = pages.findLastIndex(({ records }) => records.some(({ entity }) => entity === 'user'));
    for (const page of pages.slice(0, withPeople + 1)) await small.delivery.deliver(page.records, version);
    expect((await small.field`select from outbound.quarantine`).count).toBe(1);
    await walkAgain(account, async () => {}, pages[withPeople]?.checkpoint);
    await small.drain();
    expect((await small.field`select from outbound.quarantine`).count).toBe(0);
  });

  test('takes out what waits for a record that is not in quarantine', async () => {
    const account = await filledAccount('Acme');
    await small.backfill(account);
    await small.drain();
    await small.field`
      insert into outbound.quarantine (entity, external_id, account, version, code, message, blocker_entity, blocker_external_id)
      select 'projectCompany', p.guid || ':' || c.guid, ${account}, 1, 'parent_quarantined', 'its company is in quarantine', 'company', c.guid
      from project_companies pc join projects p on p.id = pc.project_id join companies c on c.id = pc.company_id`;
    await walkAgain(account, async () => {});
    await small.drain();
    expect((await small.field`select from outbound.quarantine`).count).toBe(0);
    await converges(small);
  });
});
