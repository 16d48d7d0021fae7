import type { ApplyBatchOutput } from '../../../v1/procedures/apply-batch.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh, freshCustomer, wholeCustomer } from '../fresh.ts';
import { check, compare, type ServerSection } from '../section.ts';

const idOf = ({ hqIds }: ApplyBatchOutput, externalId: string) => hqIds.find((one) => one.externalId === externalId)?.hqId ?? null;

export const hqIds: ServerSection = {
  title: "Outcomes: HQ's ids",
  checks: [
    check('an answer names the HQ ids of the accounts and projects of the batch that HQ holds, and of nothing else', async (hq) => {
      const customer = freshCustomer();
      const answer = await hq.apply(wholeCustomer(customer));
      return compare(
        new Set(answer.hqIds.map(({ entity, externalId }) => `${entity} ${externalId}`)),
        new Set([`account ${customer.account}`, `project ${customer.project}`]),
      );
    }),
    check('HQ ids are named whatever the outcome, and stay the same', async (hq) => {
      const account = fresh();
      const first = await hq.apply({ account: [sample.account(account, {}, 5)] });
      const later = [
        await hq.apply({ account: [sample.account(account, {}, 5)] }),
        await hq.apply({ account: [sample.account(account, {}, 4)] }),
        await hq.apply({ account: [sample.account(account, { name: 'other' }, 6)] }),
      ];
      return compare(
        later.map((answer) => idOf(answer, account)),
        Array(3).fill(idOf(first, account)),
      );
    }),
    check('a record that HQ does not hold has no HQ id', async (hq) => {
      const { hqIds: named } = await hq.apply({ account: [sample.gone(fresh(), 1)], project: [sample.project(fresh(), fresh())] });
      return compare(named, []);
    }),
    check('an hqId that names no row is rejected with hq_id_unknown', async (hq) =>
      compare(await hq.send({ account: [sample.account(fresh(), { hqId: fresh() })] }), ['rejected hq_id_unknown']),
    ),
    check("an hqId that names another record's row is rejected with hq_id_taken, and names that record", async (hq) => {
      const { account, project } = freshCustomer();
      const answer = await hq.apply({ account: [sample.account(account)], project: [sample.project(account, project)] });
      const records = {
        account: [sample.account(fresh(), { hqId: idOf(answer, account) })],
        project: [sample.project(account, fresh(), { hqId: idOf(answer, project) })],
      };
      return compare(await hq.send(records), [`rejected hq_id_taken ${account}`, `rejected hq_id_taken ${project}`]);
    }),
    check('a record that learns its own HQ id, in capitals too, is unchanged: the id is not part of its state', async (hq) => {
      const account = fresh();
      const hqId = idOf(await hq.apply({ account: [sample.account(account)] }), account);
      const records = [hqId, hqId?.toUpperCase() ?? null].map((known) => ({ account: [sample.account(account, { hqId: known })] }));
      return compare(
        await Promise.all(records.map((one) => hq.send(one))),
        records.map(() => ['unchanged']),
      );
    }),
    check('a project that comes back with its account has the HQ id that Field remembers', async (hq) => {
      const { account, project } = await customerAtHq(hq, 1);
      const before = await hq.apply({ project: [sample.project(account, project, {}, 1)] });
      await hq.send({ account: [sample.gone(account, 2)] });
      const hqId = idOf(before, project);
      const after = await hq.apply({ account: [sample.account(account, {}, 3)], project: [sample.project(account, project, { hqId }, 3)] });
      return compare({ counts: after.counts.applied, hqId: idOf(after, project) }, { counts: 2, hqId });
    }),
    check('a deleted account that comes back has the HQ id that Field remembers', async (hq) => {
      const account = fresh();
      const hqId = idOf(await hq.apply({ account: [sample.account(account, {}, 1)] }), account);
      await hq.send({ account: [sample.gone(account, 2)] });
      const after = await hq.apply({ account: [sample.account(account, { hqId }, 3)] });
      return compare({ applied: after.counts.applied, hqId: idOf(after, account) }, { applied: 1, hqId });
    }),
  ],
};
