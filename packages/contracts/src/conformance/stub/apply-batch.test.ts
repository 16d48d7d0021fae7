import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { sample } from '../sample-records.ts';
import { applyBatch } from './apply-batch.ts';
import { Store } from './store.ts';

test('what the stub holds is copied only for a batch that hands a value of a deleted record on', () => {
  const store = new Store();
  const keep = vi.spyOn(store, 'keep');
  const send = (records: Parameters<typeof applyBatch>[1]['records']) =>
    applyBatch(store, { source: 'field', batchId: randomUUID(), records });
  send({
    account: [sample.account('acme'), sample.account('other')],
    user: [sample.user('ann'), sample.user('ben'), sample.user('cleo')],
    accountMember: [sample.accountMember('acme', 'ben', {}, 9)],
    company: [sample.company('acme', 'bolt')],
  });
  send({
    user: [sample.user('dan'), sample.gone('ann', 1), sample.gone('nobody', 1)],
    company: [sample.company('acme', 'nuts'), sample.gone('bolt', 1)],
  });
  expect(keep).not.toHaveBeenCalled();

  const handedOn = { user: [sample.user('emil', { email: 'cleo@example.com' }, 1), sample.gone('cleo', 1)] };
  const kept = { user: [sample.user('fred', { email: 'ben@example.com' }, 1), sample.gone('ben', 1)] };
  expect([send(handedOn), send(kept)].map(({ counts }) => [counts.applied, counts.deferred])).toEqual([
    [2, 0],
    [0, 2],
  ]);
  expect(keep).toHaveBeenCalledTimes(2);
  expect([...store.rows.user].map(({ externalId }) => externalId)).toEqual(['ben', 'dan', 'emil']);
});
