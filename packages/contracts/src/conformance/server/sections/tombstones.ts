import type { RowsOutput } from '../../../v1/procedures/verification.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh, wholeCustomer } from '../fresh.ts';
import { check, compare, type ServerSection } from '../section.ts';

export const tombstones: ServerSection = {
  title: 'Outcomes: tombstones',
  checks: [
    check('a tombstone is applied, and is unchanged when it comes again', async (hq) => {
      const { projectMember } = await customerAtHq(hq);
      const records = { projectMember: [sample.gone(projectMember, 4)] };
      return compare([await hq.send(records), await hq.send(records)], [['applied'], ['unchanged']]);
    }),
    check('a copy that is older than its tombstone is stale', async (hq) => {
      const { project, user, projectMember } = await customerAtHq(hq);
      await hq.send({ projectMember: [sample.gone(projectMember, 4)] });
      return compare(await hq.send({ projectMember: [sample.projectMember(project, user, {}, 3)] }), ['stale']);
    }),
    check('a tombstone of a record that HQ never had is applied, stays, and makes a late copy stale', async (hq) => {
      const [user, account] = [fresh(), fresh()];
      const sent = await hq.send({ account: [sample.gone(account, 4)], user: [sample.gone(user, 4)] });
      const late = await hq.send({ account: [sample.account(account, {}, 3)], user: [sample.user(user, {}, 0)] });
      return compare({ sent, late }, { sent: ['applied', 'applied'], late: ['stale', 'stale'] });
    }),
    check('tombstones of joins whose parents HQ never had stay too', async (hq) => {
      const names = [fresh(), fresh(), fresh()].map((left) => `${left}:${fresh()}`);
      const groups = (version: number) => ({
        accountMember: [sample.gone(names[0] ?? '', version)],
        projectCompany: [sample.gone(names[1] ?? '', version)],
        projectMember: [sample.gone(names[2] ?? '', version)],
      });
      return compare(
        [await hq.send(groups(4)), await hq.send(groups(4)), await hq.send(groups(3))],
        ['applied', 'unchanged', 'stale'].map((outcome) => [outcome, outcome, outcome]),
      );
    }),
    check('a tombstone that is older than the record or its tombstone is stale', async (hq) => {
      const [alive, dead] = [fresh(), fresh()];
      await hq.send({ user: [sample.user(alive, {}, 5), sample.gone(dead, 5)] });
      return compare(await hq.send({ user: [sample.gone(alive, 4), sample.gone(dead, 4)] }), ['stale', 'stale']);
    }),
    check('a newer tombstone replaces an older one', async (hq) => {
      const user = fresh();
      await hq.send({ user: [sample.gone(user, 3)] });
      return compare(
        [await hq.send({ user: [sample.gone(user, 6)] }), await hq.send({ user: [sample.user(user, {}, 5)] })],
        [['applied'], ['stale']],
      );
    }),
    check('a record comes back with a version that is not older than its tombstone', async (hq) => {
      const user = fresh();
      await hq.send({ user: [sample.gone(user, 3)] });
      return compare(
        [await hq.send({ user: [sample.user(user, {}, 3)] }), await hq.send({ user: [sample.gone(user, 2)] })],
        [['applied'], ['stale']],
      );
    }),
    check('a deleted account takes its records along, but not its people', async (hq) => {
      const customer = await customerAtHq(hq, 1);
      await hq.send({ account: [sample.gone(customer.account, 2)] });
      const { counts } = await hq.ask<{ counts: unknown[] }>('verification.counts', { accounts: [customer.account], exclude: [] });
      const people = { entity: 'user', account: null, after: null, limit: 1, keys: [`${customer.user}@example.com`] };
      const { rows } = await hq.ask<RowsOutput>('verification.rows', people);
      return compare({ counts, people: rows.map(({ externalId }) => externalId) }, { counts: [], people: [customer.user] });
    }),
    check('records of a deleted account are applied again when the account comes back, of the same version too', async (hq) => {
      const customer = await customerAtHq(hq, 1);
      await hq.send({ account: [sample.gone(customer.account, 2)] });
      const { account: _account, user: _user, ...rest } = wholeCustomer(customer, 1);
      return compare(await hq.send({ account: [sample.account(customer.account, {}, 3)], ...rest }), Array(6).fill('applied'));
    }),
    check('a tombstone of a parent waits while a child of a newer version belongs to it, and names the child', async (hq) => {
      const { user, project, accountMember, projectMember } = await customerAtHq(hq, 1);
      await hq.send({ projectMember: [sample.projectMember(project, user, {}, 9)] });
      return compare(
        [
          await hq.send({ accountMember: [sample.gone(accountMember, 8)] }),
          await hq.send({ accountMember: [sample.gone(accountMember, 10)] }),
        ],
        [[`deferred value_held projectMember ${projectMember} project ${project}`], ['applied']],
      );
    }),
    check('a tombstone of a project waits while a company or a member of a newer version is on it', async (hq) => {
      const { user, company, project, projectCompany, projectMember } = await customerAtHq(hq, 1);
      await hq.send({ projectCompany: [sample.projectCompany(project, company, 9)] });
      const first = await hq.send({ project: [sample.gone(project, 8)] });
      await hq.send({ projectMember: [sample.projectMember(project, user, {}, 11)] });
      const second = await hq.send({ project: [sample.gone(project, 10)] });
      return compare(
        [first, second, await hq.send({ project: [sample.gone(project, 12)] })],
        [[`deferred value_held projectCompany ${projectCompany}`], [`deferred value_held projectMember ${projectMember}`], ['applied']],
      );
    }),
    check('a deleted company takes its places on projects along, and its people stay without it', async (hq) => {
      const { account, user, company, project } = await customerAtHq(hq, 1);
      await hq.send({ company: [sample.gone(company, 2)] });
      const records = {
        accountMember: [sample.accountMember(account, user, { company: null }, 1)],
        projectMember: [sample.projectMember(project, user, { company: null }, 1)],
      };
      return compare(await hq.send(records), ['unchanged', 'unchanged']);
    }),
  ],
};
