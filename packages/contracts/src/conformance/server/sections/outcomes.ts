import { entityNames } from '../../../v1/entities/index.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh, freshCustomer, wholeCustomer } from '../fresh.ts';
import { inShort } from '../hq-under-test.ts';
import { check, compare, type ServerSection } from '../section.ts';

const seven = (outcome: string) => entityNames.map(() => outcome);

export const outcomes: ServerSection = {
  title: 'Outcomes: versions, order and counts',
  checks: [
    check('a record of every entity in one batch is applied, children with the parents of their own batch', async (hq) =>
      compare(await hq.send(wholeCustomer(freshCustomer())), seven('applied')),
    ),
    check('an older version than the one held is stale', async (hq) => {
      const customer = await customerAtHq(hq, 5);
      return compare(await hq.send(wholeCustomer(customer, 4)), seven('stale'));
    }),
    check('a stale record changes nothing', async (hq) => {
      const user = fresh();
      const newer = sample.user(user, { phone: 'new' }, 5);
      await hq.send({ user: [newer] });
      await hq.send({ user: [sample.user(user, { phone: 'old' }, 4)] });
      return compare(await hq.send({ user: [newer] }), ['unchanged']);
    }),
    check('the same version with another state is applied', async (hq) => {
      const user = fresh();
      await hq.send({ user: [sample.user(user, {}, 3)] });
      return compare(await hq.send({ user: [sample.user(user, { phone: '1' }, 3)] }), ['applied']);
    }),
    check('a newer version with the same state is applied, and its version is held', async (hq) => {
      const user = fresh();
      await hq.send({ user: [sample.user(user, {}, 3)] });
      return compare(
        [await hq.send({ user: [sample.user(user, {}, 4)] }), await hq.send({ user: [sample.user(user, {}, 3)] })],
        [['applied'], ['stale']],
      );
    }),
    check('an empty batch is answered with no outcome and counts of zero', async (hq) => {
      const { outcomes: groups, counts } = await hq.apply({});
      return compare({ groups, counts }, { groups: {}, counts: { applied: 0, unchanged: 0, stale: 0, deferred: 0, rejected: 0 } });
    }),
    check('the answer names the batch', async (hq) => {
      const batchId = fresh();
      const answer = await hq.ask<{ batchId: string }>('records.applyBatch', { source: 'field', batchId, records: {} });
      return compare(answer.batchId, batchId);
    }),
    check('outcomes stand in the order of the request, whatever becomes of each record', async (hq) => {
      const [held, lost, free] = [fresh(), fresh(), fresh()];
      await hq.send({ user: [sample.user(held, {}, 2)] });
      const group = [
        sample.user(free),
        sample.gone(lost, 1),
        sample.user(held, {}, 1),
        sample.user(fresh(), { email: `${held}@example.com` }, 1),
        sample.user(fresh()),
      ];
      const { outcomes: groups } = await hq.apply({ user: group });
      return compare(
        groups.user?.map((outcome) => `${outcome.externalId} ${inShort(outcome)}`),
        [
          `${free} applied`,
          `${lost} applied`,
          `${held} stale`,
          `${group[3]?.externalId} deferred value_held user ${held}`,
          `${group[4]?.externalId} applied`,
        ],
      );
    }),
    check('the five counts add up to the records of the batch', async (hq) => {
      const [held, same, account] = [fresh(), fresh(), fresh()];
      await hq.send({ user: [sample.user(held, {}, 2), sample.user(same, {}, 2)] });
      const { counts } = await hq.apply({
        account: [sample.account(account, { hqId: fresh() })],
        user: [sample.user(held, {}, 1), sample.user(same, {}, 2), sample.user(fresh()), sample.gone(fresh(), 1)],
        company: [sample.company(account, fresh())],
      });
      return compare(counts, { applied: 2, unchanged: 1, stale: 1, deferred: 1, rejected: 1 });
    }),
    check('one bad record does not fail its neighbours', async (hq) =>
      compare(await hq.send({ account: [sample.account(fresh()), sample.account(fresh(), { hqId: fresh() }), sample.account(fresh())] }), [
        'applied',
        'rejected hq_id_unknown',
        'applied',
      ]),
    ),
    check('text keeps every character', async (hq) => {
      const user = sample.user(fresh(), {
        firstName: 'a"b\\c{},NULL \u202e\u{1f600} \'; drop table users; -- e\u0301',
        lastName: '__proto__',
      });
      await hq.send({ user: [user] });
      return compare(await hq.send({ user: [user] }), ['unchanged']);
    }),
  ],
};
