import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh } from '../fresh.ts';
import { check, compare, type ServerSection } from '../section.ts';

const waits = (...keys: string[]) => ['deferred', 'parent_unknown', ...keys].join(' ');

export const deferral: ServerSection = {
  title: 'Outcomes: records that wait for a parent',
  checks: [
    check('a company and a project wait for their account, by name', async (hq) => {
      const account = fresh();
      return compare(await hq.send({ company: [sample.company(account, fresh())], project: [sample.project(account, fresh())] }), [
        waits(`account ${account}`),
        waits(`account ${account}`),
      ]);
    }),
    check('a member of an account waits for account, user and company at once', async (hq) => {
      const [account, user, company] = [fresh(), fresh(), fresh()];
      return compare(await hq.send({ accountMember: [sample.accountMember(account, user, { company })] }), [
        waits(`account ${account}`, `user ${user}`, `company ${company}`),
      ]);
    }),
    check('a company of a project waits for both', async (hq) => {
      const [project, company] = [fresh(), fresh()];
      return compare(await hq.send({ projectCompany: [sample.projectCompany(project, company)] }), [
        waits(`project ${project}`, `company ${company}`),
      ]);
    }),
    check("a member of a project waits for the membership in the project's account", async (hq) => {
      const { account, project } = await customerAtHq(hq);
      const user = fresh();
      await hq.send({ user: [sample.user(user)] });
      return compare(await hq.send({ projectMember: [sample.projectMember(project, user)] }), [waits(`accountMember ${account}:${user}`)]);
    }),
    check('a deferred record is applied when it is sent again behind its parent', async (hq) => {
      const account = fresh();
      const company = sample.company(account, fresh());
      await hq.send({ company: [company] });
      return compare(
        [await hq.send({ account: [sample.account(account)] }), await hq.send({ company: [company] })],
        [['applied'], ['applied']],
      );
    }),
    check('a parent that is refused in the same batch does not count as there', async (hq) => {
      const [account, user] = [fresh(), fresh()];
      return compare(
        await hq.send({
          account: [sample.account(account, { hqId: fresh() })],
          user: [sample.user(user)],
          accountMember: [sample.accountMember(account, user)],
        }),
        ['rejected hq_id_unknown', 'applied', waits(`account ${account}`)],
      );
    }),
    check('a company and a project whose account is deleted in the same batch are deferred, not taken', async (hq) => {
      const { account } = await customerAtHq(hq);
      return compare(
        await hq.send({
          account: [sample.gone(account, 5)],
          company: [sample.company(account, fresh(), {}, 5)],
          project: [sample.project(account, fresh(), {}, 5)],
        }),
        ['applied', waits(`account ${account}`), waits(`account ${account}`)],
      );
    }),
    check('people whose company is deleted in the same batch wait for it, and are held without it', async (hq) => {
      const { account, user, company, project } = await customerAtHq(hq);
      const people = (of: string | null) => ({
        accountMember: [sample.accountMember(account, user, { company: of }, 5)],
        projectMember: [sample.projectMember(project, user, { company: of }, 5)],
      });
      return compare(
        [await hq.send({ company: [sample.gone(company, 5)], ...people(company) }), await hq.send(people(null))],
        [
          ['applied', waits(`company ${company}`), waits(`company ${company}`)],
          ['unchanged', 'unchanged'],
        ],
      );
    }),
    check('a company of another account is waited for', async (hq) => {
      const [here, there] = [await customerAtHq(hq), await customerAtHq(hq)];
      const records = {
        accountMember: [sample.accountMember(here.account, here.user, { company: there.company }, 1)],
        projectCompany: [sample.projectCompany(here.project, there.company)],
      };
      return compare(await hq.send(records), [
        waits(`company ${there.company}`),
        waits(`company ${there.company}`, `project ${here.project}`),
      ]);
    }),
    check('a project that moves to another account waits for the members it takes along, and moves with them', async (hq) => {
      const { account, user, project } = await customerAtHq(hq);
      const other = fresh();
      await hq.send({ account: [sample.account(other)] });
      const moved = sample.project(other, project, {}, 2);
      const alone = await hq.send({ project: [moved] });
      const together = await hq.send({
        accountMember: [sample.accountMember(other, user, {}, 2), sample.gone(`${account}:${user}`, 2)],
        project: [moved],
      });
      return compare(
        { alone, together },
        {
          alone: [waits(`accountMember ${other}:${user}`, `projectMember ${project}:${user}`)],
          together: ['applied', 'applied', 'applied'],
        },
      );
    }),
    check('a join whose externalId is not its parents is rejected with value_refused', async (hq) => {
      const { project, company } = await customerAtHq(hq);
      return compare(await hq.send({ projectCompany: [{ ...sample.projectCompany(project, company, 2), externalId: fresh() }] }), [
        'rejected value_refused',
      ]);
    }),
    check('a join of another name is rejected also beside the one that is named as its parents, which is applied', async (hq) => {
      const { project, company } = await customerAtHq(hq);
      const right = sample.projectCompany(project, company, 2);
      return compare(await hq.send({ projectCompany: [{ ...right, externalId: fresh() }, right] }), ['rejected value_refused', 'applied']);
    }),
  ],
};
