import { testDatabase } from '@hq-field/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

/** Field with these logins only; users.csv of it. */
async function users(...logins: Record<string, string | number | null>[]): Promise<string[]> {
  await field.holds({ users: logins });
  return field.csv('users');
}

const deleted = '2020-01-01';

describe('e-mails', () => {
  test('the key is trimmed, composed and lower-cased by Unicode', async () => {
    expect(await users({ email: '\u00a0 JU\u0308RGEN@EXA\u0308MPLE.com\t' }, { email: '\u0130\u03a3@x.org' })).toEqual([
      'i\u0307\u03c2@x.org,,',
      'j\u00fcrgen@ex\u00e4mple.com,,',
    ]);
    expect((await field.values('user', null)).map((row) => row[3])).toEqual(['\u0130\u03a3@x.org', 'J\u00dcRGEN@EX\u00c4MPLE.com']);
  });

  test('rows stand in bytewise order of the key', async () => {
    const inOrder = [
      'a-z@x.org',
      'a.b@x.org',
      'a1@x.org',
      'a@x.org',
      'a_b@x.org',
      'ab@x.org',
      'z@x.org',
      '\u00e4@x.org',
      '\ud83d\ude00@x.org',
    ];
    expect(await users(...inOrder.toReversed().map((email) => ({ email })))).toEqual(inOrder.map((email) => `${email},,`));
  });

  test.each([
    null,
    '',
    ' \ufeff',
    'nobody',
    '@x.org',
    'a@',
    'a@b@c',
    'a b@x.org',
    'a\u2003b@x.org',
    `${'a'.repeat(200)}@${'\u0958'.repeat(54)}`,
  ])('a person with the e-mail %j has no row', async (email) =>
    expect(await users({ email }, { email: 'good@x.org' })).toEqual(['good@x.org,,']),
  );

  test('an e-mail of 255 code points fits', async () => {
    expect(await users({ email: `\ud83d\ude00${'a'.repeat(252)}@b` })).toHaveLength(1);
  });
});

describe('people', () => {
  test('one uid on two e-mails is one person with the e-mail of the newest login', async () => {
    expect(await users({ email: 'old@x.org', oxygen_uid: 'UID1' }, { email: 'new@x.org', oxygen_uid: ' UID1 ' })).toEqual([
      'new@x.org,,UID1',
    ]);
  });

  test('uids differ in case', async () => {
    expect(await users({ email: 'a@x.org', oxygen_uid: 'uid' }, { email: 'b@x.org', oxygen_uid: 'UID' })).toEqual([
      'a@x.org,,uid',
      'b@x.org,,UID',
    ]);
  });

  test('a login without uid belongs to the uid of its e-mail', async () => {
    expect(
      await users(
        { email: ' A@x.org', autodesk_login: 'first' },
        { email: 'b@x.org', oxygen_uid: 'U' },
        { email: 'a@X.org', oxygen_uid: 'U' },
      ),
    ).toEqual(['a@x.org,first,U']);
  });

  test('logins without uid are one person by e-mail', async () => {
    expect(await users({ email: 'a@x.org', autodesk_login: 'one' }, { email: 'A@X.ORG ', autodesk_login: ' ' })).toEqual(['a@x.org,one,']);
  });

  test('a person of several logins has the newest value of each column and the strongest status', async () => {
    await field.holds({
      users: [
        { email: 'a@x.org', oxygen_uid: 'U', first_name: 'Ann', telephone: '1', job_title: 'Boss', status: 'active' },
        { email: 'b@x.org', oxygen_uid: 'U', first_name: 'Anna', last_name: 'Old', telephone: '', status: 'disabled' },
        { email: 'C@x.org', oxygen_uid: 'U', last_name: 'New', status: 'invited' },
      ],
    });
    expect(await field.values('user', null)).toEqual([['c@x.org', null, 'U', 'C@x.org', 'Anna', 'New', '1', 'Boss', 'active']]);
    const [row] = await field.ask(
      async (verification) => (await verification.rows({ entity: 'user', account: null, after: null, limit: 9, keys: null })).rows,
    );
    expect(row).toMatchObject({ key: 'c@x.org', externalId: 'u1', user: null, company: null });
  });

  test('an e-mail with two uids leaves out every person who has a login of it', async () => {
    expect(
      await users(
        { email: 'shared@x.org', oxygen_uid: 'A' },
        { email: 'Shared@x.org', oxygen_uid: 'B' },
        { email: 'shared@x.org' },
        { email: 'other@x.org', oxygen_uid: 'B' },
        { email: 'good@x.org' },
      ),
    ).toEqual(['good@x.org,,']);
  });

  test('a deleted login neither conflicts nor speaks for its person', async () => {
    expect(
      await users(
        { email: 'a@x.org', oxygen_uid: 'A' },
        { email: 'a@x.org', oxygen_uid: 'B', deleted_at: deleted },
        { email: 'new@x.org', oxygen_uid: 'A', deleted_at: deleted },
      ),
    ).toEqual(['a@x.org,,A']);
  });
});

describe('status', () => {
  test('null is active for who has logged in, else invited; an unknown word has no row', async () => {
    await field.holds({
      users: [
        { email: '1@x.org', last_login_at: '2020-01-01' },
        { email: '2@x.org', status: ' ' },
        { email: '3@x.org', status: ' Disabled' },
        { email: '4@x.org', status: 'frozen' },
      ],
    });
    expect((await field.values('user', null)).map((row) => [row[0], row[8]])).toEqual([
      ['1@x.org', 'active'],
      ['2@x.org', 'invited'],
      ['3@x.org', 'disabled'],
    ]);
  });
});
