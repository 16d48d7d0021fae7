import { generateKeyPairSync } from 'node:crypto';
import { hqProcedures } from '../../../v1/procedures/index.ts';
import type { Scope } from '../../../v1/tokens.ts';
import type { Forgery } from '../../service-tokens.ts';
import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { accepted, check, compare, refused, type ServerCheck, type ServerSection, verdictOf } from '../section.ts';

// Creations that HQ rejects: none of them stays in HQ.
const project = { externalId: fresh(), data: sample.project(fresh(), fresh()).data };
// Changes of an account that HQ does not have: none is made.
const actor = { externalId: fresh(), oxygenUid: null, email: null };
const change = { idempotencyKey: fresh(), actor, account: fresh(), epoch: 1 };
const {
  hqId: _hqId,
  kind: _kind,
  trialEndsOn: _ends,
  status: _status,
  currency: _currency,
  ...accountValues
} = sample.account(fresh()).data;
const leaves = { ...change, seen: 'shown', values: null };
const projectValues = {
  name: 'None',
  jobNumber: null,
  projectType: 'Other',
  status: 'active',
  startDate: '2026-01-01',
  endDate: '2027-01-01',
  value: '0.00',
  currency: 'USD',
};
const inputs: Record<(typeof hqProcedures)[number]['path'], object> = {
  'system.hello': {},
  'records.applyBatch': { source: 'field', batchId: fresh(), records: {} },
  'creations.createAccount': {
    source: 'field',
    idempotencyKey: fresh(),
    version: 1,
    account: { externalId: fresh(), data: sample.account(fresh(), { hqId: fresh() }).data },
    creator: null,
  },
  'creations.createProject': { source: 'field', idempotencyKey: fresh(), version: 1, project, creator: null },
  'verification.counts': { accounts: [fresh()], exclude: [] },
  'verification.digests': { accounts: [fresh()], exclude: [] },
  'verification.rangeDigests': { entity: 'user', account: fresh(), exclude: [], bounds: [] },
  'verification.rows': { entity: 'user', account: fresh(), after: null, limit: 1, keys: null },
  'administration.readHome': { actor },
  'administration.readAccount': { actor, account: fresh() },
  'administration.readProject': { actor, project: fresh() },
  'administration.changeAccount': { ...change, seen: 'shown', values: accountValues },
  'administration.changeMember': { ...leaves, member: fresh(), person: null },
  'administration.changeCompany': { ...leaves, company: fresh() },
  'administration.createProject': { ...change, name: 'None', startDate: null },
  'administration.changeProject': { ...change, project: fresh(), seen: 'shown', values: projectValues },
  'administration.changeProjectMember': { ...leaves, project: fresh(), member: fresh() },
  'administration.startTrial': {
    idempotencyKey: fresh(),
    accountName: 'None',
    projectName: 'None',
    endsOn: '2000-01-01',
    person: { externalId: null, oxygenUid: null, email: 'nobody@example.com', firstName: null, lastName: null },
  },
  'administration.readAuthority': { accounts: [fresh()] },
  'administration.moveAuthority': { account: fresh(), to: 'hq', epoch: 0, actor: 'nobody', reason: 'a check', overwriteHqEdits: false },
};
const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const helloWith = (hq: HqUnderTest, token: string | null) => hq.call('system.hello', {}, { token });

const everyProcedure: ServerCheck[] = hqProcedures.flatMap(({ path, scope }) => {
  const input = inputs[path];
  const without: Scope[] = scope === 'ingest' ? ['verify'] : ['ingest'];
  return [
    check(`${path} without a token is refused with token_invalid`, async (hq) =>
      refused(await hq.call(path, input, { token: null }), 401, 'token_invalid'),
    ),
    ...(scope === null
      ? []
      : [
          check(`${path} needs the scope ${scope}, and no other`, async (hq) =>
            compare(
              [verdictOf(await hq.call(path, input, { scopes: [scope] })), verdictOf(await hq.call(path, input, { scopes: without }))],
              [
                { status: 200, reason: null },
                { status: 403, reason: 'scope_missing' },
              ],
            ),
          ),
        ]),
  ];
});

export const tokens: ServerSection = {
  title: 'Tokens',
  checks: [
    ...everyProcedure,
    check('an extract needs a token with the scope verify', async (hq) => {
      const get = (options: object) => hq.request('/extracts/accounts.csv', new Uint8Array(), { method: 'GET', ...options });
      return compare(
        [verdictOf(await get({ token: null })), verdictOf(await get({ scopes: ['ingest'] })), (await get({ scopes: ['verify'] })).status],
        [{ status: 401, reason: 'token_invalid' }, { status: 403, reason: 'scope_missing' }, 200],
      );
    }),
    check('alg none is refused with token_invalid', async (hq) => refused(await helloWith(hq, unsigned), 401, 'token_invalid')),
    check('what is no token is refused with token_invalid', async (hq) => refused(await helloWith(hq, 'nonsense'), 401, 'token_invalid')),
    check('a token that is used twice is refused with token_replayed', async (hq) => {
      const token = await hq.token(bytes({}));
      return compare(
        [(await helloWith(hq, token)).status, verdictOf(await helloWith(hq, token))],
        [200, { status: 401, reason: 'token_replayed' }],
      );
    }),
    check('a body that was changed after signing is refused with token_invalid', async (hq) =>
      refused(await hq.call('system.hello', Buffer.from('{ }'), { token: await hq.token(bytes({})) }), 401, 'token_invalid'),
    ),
    check('a token whose signature was changed is refused with token_invalid', async (hq) => {
      const [head, payload, signature = ''] = (await hq.token(bytes({}))).split('.');
      const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      return refused(await helloWith(hq, [head, payload, flipped].join('.')), 401, 'token_invalid');
    }),
    check('a request that lacks its scope does not use its token up', async (hq) => {
      const body = inputs['verification.counts'];
      const token = await hq.token(bytes(body), ['verify']);
      const wrong = await hq.call('records.applyBatch', body, { token });
      return compare(
        [verdictOf(wrong), (await hq.call('verification.counts', body, { token })).status],
        [{ status: 403, reason: 'scope_missing' }, 200],
      );
    }),
  ],
};

const seconds = () => Math.floor(Date.now() / 1000);
const forgeries: [string, () => Forgery, string][] = [
  ['of another audience', () => ({ claims: { aud: 'field' } }), 'token_invalid'],
  ['of another issuer', () => ({ claims: { iss: 'someone' } }), 'token_invalid'],
  ['signed by another key', () => ({ strangeKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) }), 'token_invalid'],
  ['of a key id that HQ does not know', () => ({ keyId: 'nobody' }), 'token_invalid'],
  ['signed by HMAC with the public key', () => ({ algorithm: 'HS256' }), 'token_invalid'],
  ['with every claim but alg none', () => ({ algorithm: 'none' }), 'token_invalid'],
  ['that lives longer than a minute', () => ({ claims: { exp: seconds() + 600 } }), 'token_invalid'],
  ['without an id', () => ({ claims: { jti: '' } }), 'token_invalid'],
  ['without a hash of the body', () => ({ claims: { bh: undefined } }), 'token_invalid'],
  ['without an end', () => ({ claims: { exp: undefined } }), 'token_invalid'],
  ['that is past its time', () => ({ claims: { iat: seconds() - 120, exp: seconds() - 60 } }), 'token_expired'],
  ['from the future', () => ({ claims: { iat: seconds() + 100, exp: seconds() + 160 } }), 'token_expired'],
];

export const forgedTokens: ServerSection = {
  title: 'Forged tokens',
  lacks: (hq) => (hq.forge === undefined ? 'the caller gave no `forge`' : null),
  checks: [
    check('a token that the kit makes with nothing wrong is taken', async (hq) =>
      accepted(await helloWith(hq, (await hq.forge?.(bytes({}), {})) ?? '')),
    ),
    ...forgeries.map(([title, forgery, reason]) =>
      check(`a token ${title} is refused with ${reason}`, async (hq) =>
        refused(await helloWith(hq, (await hq.forge?.(bytes({}), forgery())) ?? ''), 401, reason),
      ),
    ),
  ],
};
