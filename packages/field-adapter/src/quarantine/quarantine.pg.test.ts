import { entityNames } from '@hq-field/contracts';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { nameOf } from '../delivery/name-of.ts';
import { openField } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import { capturedField } from '../fixtures/captured-field.ts';
import { asideWithParents, listQuarantine, quarantine, type Refused, releaseRefusals, touchQuarantined } from './quarantine.ts';

const field = openField((await capturedField()).url);
afterAll(() => field.end());
beforeEach(async () => void (await field`truncate outbound.quarantine, outbound.touches`));

const refused = entityNames.flatMap((entity) =>
  ['b', 'a', 'ab', 'a:b', 'A', 'a b'].map((externalId): Refused => {
    const account = externalId === 'A' ? 'other' : 'acme';
    return { entity, externalId, account, refusal: { code: 'parent_quarantined', field: null, message: 'waits', blocker: null } };
  }),
);

test('pages of whatever size, one behind the other, hold every entry once', async () => {
  await quarantine(field, 1, refused);
  const whole = await listQuarantine(field, { limit: 1000 });
  expect(whole.map(nameOf).toSorted()).toEqual(refused.map(nameOf).toSorted());
  for (const limit of [1, 5, 42, 43]) {
    const seen = [];
    for (
      let page = await listQuarantine(field, { limit });
      page.length > 0;
      page = await listQuarantine(field, { limit, after: page.at(-1) })
    )
      seen.push(...page);
    expect(seen).toEqual(whole);
  }
  const ofProjects = await listQuarantine(field, { entity: 'project', after: whole.find(({ entity }) => entity === 'project') });
  expect(ofProjects.map(nameOf)).toEqual(
    whole
      .filter(({ entity }) => entity === 'project')
      .slice(1)
      .map(nameOf),
  );
});

test('children that a walk put aside are read in pages, those of its accounts only', async () => {
  await quarantine(field, 1, refused);
  const expected = refused.filter(({ account, entity }) => account === 'acme' && entity !== 'user').map(nameOf);
  for (const size of [1, 4, 30, 100]) {
    const pages = await Array.fromAsync(asideWithParents(field, ['acme'], 1, size));
    expect(Math.max(...pages.map((page) => page.length))).toBe(Math.min(size, expected.length));
    expect(pages.flat().map(nameOf).toSorted()).toEqual(expected.toSorted());
  }
  expect(await Array.fromAsync(asideWithParents(field, ['acme'], 0, 10))).toEqual([]);
});

test('a walk ends with another look at what it refused, and at what it has not refused again in its accounts', async () => {
  const entry = (externalId: string, account: string | null, code: 'value_invalid' | 'parent_quarantined' = 'value_invalid'): Refused => ({
    entity: externalId.endsWith('person') ? 'user' : 'project',
    externalId,
    account,
    refusal: { code, field: null, message: 'refused', blocker: null },
  });
  const older = [
    entry('mended', 'acme'),
    entry('child', 'acme', 'parent_quarantined'),
    entry('stranger', 'other'),
    entry('homeless', null),
    entry('person', null),
  ];
  const walked = [
    entry('refused', 'acme'),
    entry('new child', 'acme', 'parent_quarantined'),
    entry('new homeless', null),
    entry('new homeless child', null, 'parent_quarantined'),
    entry('new person', null),
  ];
  await quarantine(field, 4, older);
  await quarantine(field, 5, walked);
  await quarantine(field, 6, [entry('newer', 'acme')]);
  const touchedBy = async (account: string) => {
    await releaseRefusals(field, [account], 5);
    const touched = await field<{ name: string }[]>`delete from outbound.touches returning external_id as name`;
    return touched.map(({ name }) => name).toSorted();
  };
  expect(await touchedBy('acme')).toEqual(['child', 'mended', 'refused']);
  expect(await touchedBy(unassignedAccount)).toEqual(['homeless', 'new homeless']);
  const children = async (account: string) =>
    (await Array.fromAsync(asideWithParents(field, [account], 5, 10))).flat().map(({ externalId }) => externalId);
  expect(await children(unassignedAccount)).toEqual(['new homeless child']);
});

test('a record is new in quarantine when it was not there, or waits for another record than before', async () => {
  const put = async (version: number, blocker: string | null) =>
    (
      await quarantine(field, version, [
        {
          entity: 'project',
          externalId: 'tower',
          account: 'acme',
          refusal: {
            code: 'name_taken',
            field: 'name',
            message: 'taken',
            blocker: blocker === null ? null : { entity: 'project', externalId: blocker },
          },
        },
      ])
    ).length;
  expect(await put(1, 'first')).toBe(1);
  expect(await put(2, 'first')).toBe(0);
  expect(await put(3, 'second')).toBe(1);
  expect(await put(2, 'first')).toBe(0);
  expect(await put(4, null)).toBe(0);
  expect(await put(5, 'second')).toBe(1);
});

test('a record that waits already is held until the transaction that looks at it once more ends: nobody sends it as it was', async () => {
  await quarantine(field, 1, refused.slice(0, 1));
  await touchQuarantined(field, {});
  const waiting = () => field`select 1 from outbound.touches for update skip locked`;
  expect(await waiting()).toHaveLength(1);
  await field.begin(async (sql) => {
    await touchQuarantined(sql, {});
    expect(await waiting()).toHaveLength(0);
  });
  expect(await waiting()).toHaveLength(1);
});
