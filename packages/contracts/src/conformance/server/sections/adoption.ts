import type { ApplyBatchOutput } from '../../../v1/procedures/apply-batch.ts';
import type { OwnRows } from '../../own-rows.ts';
import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { check, compare, type ServerSection } from '../section.ts';

interface Own {
  account: string;
  project: string;
  uid: string;
  email: string;
  rows: OwnRows;
}

/** HQ's own account with a company and a project, and HQ's own user; `names` are HQ's ids. */
async function ownAtHq(hq: HqUnderTest): Promise<Own> {
  const [account, project, user, company] = [fresh(), fresh(), fresh(), fresh()];
  const [uid, email] = [fresh(), `${fresh()}@example.com`];
  const rows: OwnRows = {
    accounts: [{ id: account, data: sample.account(account, { name: "HQ's own" }).data }],
    users: [{ id: user, data: sample.user(user, { email, oxygenUid: uid }).data }],
    companies: [{ id: company, account, data: sample.company(account, company, { name: 'ACME Inc' }).data }],
    projects: [{ id: project, account, data: sample.project(account, project, { name: 'Tower' }).data }],
  };
  await hq.seed?.(rows);
  return { account, project, uid, email, rows };
}

const hqIdOf = ({ hqIds }: ApplyBatchOutput, externalId: string) => hqIds.find((one) => one.externalId === externalId)?.hqId;

export const adoption: ServerSection = {
  title: "Adoption of rows that are HQ's own",
  lacks: (hq) => (hq.seed === undefined ? 'the caller gave no `seed`' : null),
  checks: [
    check('an account and a project adopt the rows that their hqId names', async (hq) => {
      const own = await ownAtHq(hq);
      const [account, project] = [fresh(), fresh()];
      const answer = await hq.apply({
        account: [sample.account(account, { hqId: own.account })],
        user: [sample.user(fresh(), { email: own.email, oxygenUid: own.uid })],
        project: [sample.project(account, project, { name: 'Another name', hqId: own.project })],
      });
      return compare([hqIdOf(answer, account), hqIdOf(answer, project)], [own.account, own.project]);
    }),
    check('companies and projects adopt the row with their natural key in the account, users by e-mail or by oxygenUid', async (hq) => {
      const [one, two] = [await ownAtHq(hq), await ownAtHq(hq)];
      const [account, other] = [fresh(), fresh()];
      const records = {
        account: [sample.account(account, { hqId: one.account }), sample.account(other, { hqId: two.account })],
        user: [sample.user(fresh(), { email: one.email.toUpperCase() }), sample.user(fresh(), { oxygenUid: two.uid })],
        company: [sample.company(account, fresh(), { name: 'acme  inc.' })],
        project: [sample.project(account, fresh(), { name: 'TOWER' })],
      };
      const sent = await hq.apply(records);
      const { counts } = await hq.ask<{ counts: { entity: string; records: number }[] }>('verification.counts', {
        accounts: [account],
        exclude: [],
      });
      return compare(
        {
          applied: sent.counts.applied,
          project: hqIdOf(sent, records.project[0]?.externalId ?? ''),
          counts: counts.map((sum) => sum.records),
        },
        { applied: 6, project: one.project, counts: [1, 1, 1] },
      );
    }),
    check('what adopted a row is unchanged when it comes again', async (hq) => {
      const own = await ownAtHq(hq);
      const records = {
        account: [sample.account(fresh(), { hqId: own.account })],
        user: [sample.user(fresh(), { email: own.email, oxygenUid: own.uid })],
      };
      return compare(
        [await hq.send(records), await hq.send(records)],
        [
          ['applied', 'applied'],
          ['unchanged', 'unchanged'],
        ],
      );
    }),
    check('a row that one record adopted is not adopted by another', async (hq) => {
      const own = await ownAtHq(hq);
      const first = fresh();
      await hq.send({ account: [sample.account(first, { hqId: own.account })], user: [sample.user(fresh(), { email: own.email })] });
      return compare(await hq.send({ account: [sample.account(fresh(), { hqId: own.account })] }), [`rejected hq_id_taken ${first}`]);
    }),
    check('a row that two records of one batch name goes to the first of them, and the batch ends', async (hq) => {
      const own = await ownAtHq(hq);
      const [account, project] = [fresh(), fresh()];
      const answer = await hq.send({
        account: [sample.account(account, { hqId: own.account }), sample.account(fresh(), { hqId: own.account })],
        user: [sample.user(fresh(), { email: own.email })],
        project: [
          sample.project(account, project, { hqId: own.project }),
          sample.project(account, fresh(), { name: 'Another name', hqId: own.project }),
        ],
      });
      const taken = (by: string): string => `rejected hq_id_taken ${by}`;
      return compare(answer, ['applied', taken(account), 'applied', 'applied', taken(project)]);
    }),
    check("a record with a row of its own does not take a value of a row that is HQ's own", async (hq) => {
      const own = await ownAtHq(hq);
      const user = fresh();
      await hq.send({ user: [sample.user(user)] });
      const clash = await hq.send({ user: [sample.user(user, { email: own.email }, 1)] });
      await hq.send({ account: [sample.account(fresh(), { hqId: own.account })], user: [sample.user(fresh(), { email: own.email })] });
      return compare(clash, [`rejected email_taken ${own.rows.users[0]?.id}`]);
    }),
  ],
};
