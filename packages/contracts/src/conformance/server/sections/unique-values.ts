import type { CountsOutput } from '../../../v1/procedures/verification.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh } from '../fresh.ts';
import { check, compare, type ServerSection } from '../section.ts';

const email = () => `${fresh()}@example.com`;
const held = (entity: string, name: string) => `deferred value_held ${entity} ${name}`;

export const uniqueValues: ServerSection = {
  title: 'Outcomes: values that change hands',
  checks: [
    check('a value that another record holds is deferred and names the holder', async (hq) => {
      const [holder, account] = [fresh(), fresh()];
      const [company, project] = [fresh(), fresh()];
      await hq.send({
        account: [sample.account(account)],
        user: [sample.user(holder, { oxygenUid: holder })],
        company: [sample.company(account, company, { name: 'Acme Inc' })],
        project: [sample.project(account, project, { name: 'Tower' })],
      });
      const records = {
        user: [sample.user(fresh(), { email: `${holder}@example.com` }), sample.user(fresh(), { oxygenUid: holder })],
        company: [sample.company(account, fresh(), { name: 'acme  inc.' })],
        project: [sample.project(account, fresh(), { name: 'TOWER' })],
      };
      return compare(await hq.send(records), [
        held('user', holder),
        held('user', holder),
        held('company', company),
        held('project', project),
      ]);
    }),
    check('e-mails are compared by their key: case and Unicode form do not tell two apart', async (hq) => {
      const [holder, part] = [fresh(), fresh()];
      await hq.send({ user: [sample.user(holder, { email: `${part}\u00e9@example.com` })] });
      return compare(await hq.send({ user: [sample.user(fresh(), { email: `${part.toUpperCase()}E\u0301@EXAMPLE.com` })] }), [
        held('user', holder),
      ]);
    }),
    check('oxygenUids are compared exactly', async (hq) => {
      const [holder, uid] = [fresh(), `a${fresh()}`];
      await hq.send({ user: [sample.user(holder, { oxygenUid: uid })] });
      return compare(await hq.send({ user: [sample.user(fresh(), { oxygenUid: uid.toUpperCase() })] }), ['applied']);
    }),
    check('names are unique in their account only', async (hq) => {
      const [one, two] = [await customerAtHq(hq), await customerAtHq(hq)];
      const records = (account: string) => ({
        company: [sample.company(account, fresh(), { name: 'Acme' })],
        project: [sample.project(account, fresh(), { name: 'Tower' })],
      });
      return compare(
        [await hq.send(records(one.account)), await hq.send(records(two.account))],
        [
          ['applied', 'applied'],
          ['applied', 'applied'],
        ],
      );
    }),
    check('an archived project reserves no name', async (hq) => {
      const { account } = await customerAtHq(hq);
      await hq.send({ project: [sample.project(account, fresh(), { name: 'Tower', status: 'archived' })] });
      return compare(await hq.send({ project: [sample.project(account, fresh(), { name: 'Tower' })] }), ['applied']);
    }),
    ...[false, true].map((isReversed) =>
      check(`two people swap e-mails in one batch, the ${isReversed ? 'second' : 'first'} one first`, async (hq) => {
        const [ann, bob, a, b] = [fresh(), fresh(), email(), email()];
        await hq.send({ user: [sample.user(ann, { email: a }), sample.user(bob, { email: b })] });
        const swapped = [sample.user(ann, { email: b }, 1), sample.user(bob, { email: a }, 1)];
        return compare(await hq.send({ user: isReversed ? swapped.toReversed() : swapped }), ['applied', 'applied']);
      }),
    ),
    check('one of two who swap is told whom it waits for, and both arrive together', async (hq) => {
      const [ann, bob, a, b] = [fresh(), fresh(), email(), email()];
      await hq.send({ user: [sample.user(ann, { email: a }), sample.user(bob, { email: b })] });
      const first = sample.user(ann, { email: b }, 1);
      return compare(
        [await hq.send({ user: [first] }), await hq.send({ user: [first, sample.user(bob, { email: a }, 1)] })],
        [[held('user', bob)], ['applied', 'applied']],
      );
    }),
    check('e-mails, company names and project names go round in a ring of four', async (hq) => {
      const account = fresh();
      const people = [0, 1, 2, 3].map(() => ({ user: fresh(), company: fresh(), project: fresh() }));
      const emails = people.map(() => email());
      const records = (shift: number) => ({
        user: people.map(({ user }, at) => sample.user(user, { email: emails[(at + shift) % 4] ?? '' }, shift)),
        company: people.map(({ company }, at) => sample.company(account, company, { name: `Company ${(at + shift) % 4}` }, shift)),
        project: people.map(({ project }, at) => sample.project(account, project, { name: `Project ${(at + shift) % 4}` }, shift)),
      });
      await hq.send({ account: [sample.account(account)], ...records(0) });
      return compare(new Set(await hq.send(records(1))), new Set(['applied']));
    }),
    check('a value is free for another record when its holder is deleted in the same batch', async (hq) => {
      const [holder, heir] = [fresh(), fresh()];
      await hq.send({ user: [sample.user(holder)] });
      return compare(await hq.send({ user: [sample.user(heir, { email: `${holder}@example.com` }, 1), sample.gone(holder, 1)] }), [
        'applied',
        'applied',
      ]);
    }),
    check('a value stays with its holder when the deletion of the holder waits for newer children, and who wants it waits', async (hq) => {
      const { account, user: holder } = await customerAtHq(hq);
      await hq.send({ accountMember: [sample.accountMember(account, holder, {}, 9)] });
      return compare(await hq.send({ user: [sample.user(fresh(), { email: `${holder}@example.com` }, 8), sample.gone(holder, 8)] }), [
        held('user', holder),
        held('accountMember', `${account}:${holder}`),
      ]);
    }),
    check('a holder that was sent afresh and keeps its value is a true clash, and is named', async (hq) => {
      const { account } = await customerAtHq(hq);
      const [bob, company, project] = [fresh(), fresh(), fresh()];
      const holders = {
        user: sample.user(bob, { oxygenUid: bob }),
        company: sample.company(account, company, { name: 'Acme' }),
        project: sample.project(account, project, { name: 'Tower' }),
      };
      await hq.send({ user: [holders.user], company: [holders.company], project: [holders.project] });
      const records = {
        user: [holders.user, sample.user(fresh(), { email: `${bob}@example.com` }), sample.user(fresh(), { oxygenUid: bob })],
        company: [holders.company, sample.company(account, fresh(), { name: 'ACME' })],
        project: [sample.project(account, fresh(), { name: 'tower.' }), holders.project],
      };
      return compare(await hq.send(records), [
        'unchanged',
        `rejected email_taken ${bob}`,
        `rejected uid_taken ${bob}`,
        'unchanged',
        `rejected name_taken ${company}`,
        `rejected name_taken ${project}`,
        'unchanged',
      ]);
    }),
    check('a person who unites another login takes over its row and its memberships', async (hq) => {
      const { account, user: old } = await customerAtHq(hq);
      const heir = fresh();
      const records = {
        user: [sample.user(heir, { email: `${old}@example.com`, formerly: [old] }, 5), sample.gone(old, 5)],
        accountMember: [sample.accountMember(account, heir, {}, 5), sample.gone(`${account}:${old}`, 5)],
      };
      return compare(
        { sent: await hq.send(records), late: await hq.send({ user: [sample.user(old, { email: email() }, 4)] }) },
        { sent: ['applied', 'applied', 'applied', 'applied'], late: ['stale'] },
      );
    }),
    check('a membership that the heir does not have stays gone, though its deletion came before the heir', async (hq) => {
      const { account, user: old } = await customerAtHq(hq);
      const heir = fresh();
      const sent = [
        ...(await hq.send({ accountMember: [sample.gone(`${account}:${heir}`, 4)] })),
        ...(await hq.send({ user: [sample.user(heir, { email: `${old}@example.com`, formerly: [old] }, 5)] })),
      ];
      const { counts } = await hq.ask<CountsOutput>('verification.counts', { accounts: [account], exclude: [] });
      const members = counts.find(({ entity }) => entity === 'accountMember')?.records ?? 0;
      return compare({ sent, members }, { sent: ['applied', 'applied'], members: 0 });
    }),
    check('who unites a login waits while newer children keep a membership that it does not have, and names them all', async (hq) => {
      const { account, user: old, project } = await customerAtHq(hq);
      const heir = fresh();
      const uniting = { user: [sample.user(heir, { email: `${old}@example.com`, formerly: [old] }, 7)] };
      const [member, child] = [`${account}:${heir}`, `${project}:${heir}`];
      await hq.send({ projectMember: [sample.projectMember(project, old, {}, 6)], accountMember: [sample.gone(member, 4)] });
      const waits = await hq.send(uniting);
      const gone = { accountMember: [sample.gone(member, 8)], projectMember: [sample.gone(child, 8)] };
      return compare(
        { waits, settled: await hq.send({ ...uniting, ...gone }) },
        {
          waits: [`deferred value_held accountMember ${member} projectMember ${child} project ${project}`],
          settled: ['unchanged', 'applied', 'applied'],
        },
      );
    }),
    check('a member of a project that goes with an account member deleted in the same batch is deferred, not taken', async (hq) => {
      const { account, user, project } = await customerAtHq(hq);
      const member = `${account}:${user}`;
      return compare(
        await hq.send({
          accountMember: [sample.gone(member, 5)],
          projectMember: [sample.projectMember(project, user, {}, 5)],
        }),
        ['applied', `deferred parent_unknown accountMember ${member}`],
      );
    }),
    check('a state that is older than a row does not take it over', async (hq) => {
      const old = fresh();
      await hq.send({ user: [sample.user(old, {}, 7)] });
      return compare(await hq.send({ user: [sample.user(fresh(), { email: `${old}@example.com`, formerly: [old] }, 5)] }), [
        held('user', old),
      ]);
    }),
  ],
};
