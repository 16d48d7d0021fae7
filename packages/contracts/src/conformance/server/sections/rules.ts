import { reservedInProjectNames } from '../../../v1/entities/project.ts';
import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import type { Path } from '../input/change.ts';
import { judge, worst } from '../input/judge.ts';
import { check, type ServerCheck, type ServerSection } from '../section.ts';

type Case = [title: string, records: () => object, refusedAt: Path | null];

const account = fresh();
const datum = (entity: string, field: string): Path => ['records', entity, 0, 'data', field];
const ofUser = (data: object) => () => ({ user: [sample.user(fresh(), data)] });
const ofAccount = (data: object) => () => ({ account: [sample.account(fresh(), data)] });
const ofProject = (data: object) => () => ({ project: [sample.project(account, fresh(), data)] });

/** Rules that JSON Schema does not say; they stand in comments and refinements of the contract. */
const cases: Case[] = [
  ['a trial has a last day', ofAccount({ kind: 'trial', trialEndsOn: null }), datum('account', 'trialEndsOn')],
  ['an account that pays has no last day', ofAccount({ kind: 'paid', trialEndsOn: '2020-01-01' }), datum('account', 'trialEndsOn')],
  ['a trial may end on the first day of the calendar', ofAccount({ kind: 'trial', trialEndsOn: '0001-01-01' }), null],
  ['a trial may end on the last day of the calendar', ofAccount({ kind: 'trial', trialEndsOn: '9999-12-31' }), null],
  ['a project ends after it starts', ofProject({ startDate: '2020-01-02', endDate: '2020-01-01' }), datum('project', 'endDate')],
  ['a project does not end on its first day', ofProject({ startDate: '2020-01-01', endDate: '2020-01-01' }), datum('project', 'endDate')],
  ['a project may end a day after it starts', ofProject({ startDate: '2020-02-28', endDate: '2020-02-29' }), null],
  ...[...reservedInProjectNames].map(
    (character): Case => [`a project's name has no ${character}`, ofProject({ name: `a${character}b` }), datum('project', 'name')],
  ),
  ["a project's name may have every other sign", ofProject({ name: `!#$%&'()+-.;=@^_\`{}~ ${fresh()}` }), null],
  ...['nobody', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b c', 'a\t@b'].map(
    (email): Case => [`${JSON.stringify(email)} is no e-mail`, ofUser({ email }), datum('user', 'email')],
  ),
  ['an e-mail may have no dot, a plus and letters beyond ASCII', ofUser({ email: `\u00e9+${fresh()}@host` }), null],
  [
    'an externalId stands once in its group',
    () => {
      const user = fresh();
      return { user: [sample.user(user), sample.gone(user, 1)] };
    },
    ['records'],
  ],
  [
    'an externalId may stand in two groups',
    () => {
      const both = fresh();
      return { account: [sample.account(both)], user: [sample.user(both)] };
    },
    null,
  ],
];

const checks: ServerCheck[] = cases.map(([title, records, refusedAt]) =>
  check(title, async (hq) => {
    const groups = records();
    if (refusedAt === null) hq.remember(groups);
    const path = refusedAt ?? [];
    const answer = await hq.call('records.applyBatch', { source: 'field', batchId: fresh(), records: groups });
    return worst([judge(answer, path)], path, refusedAt === null);
  }),
);

export const rules: ServerSection = { title: 'Input of records.applyBatch: rules between fields', checks };
