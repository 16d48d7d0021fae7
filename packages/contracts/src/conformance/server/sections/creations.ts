import {
  type CreateAccountInput,
  createAccountInput,
  type CreateProjectInput,
  createProjectInput,
} from '../../../v1/procedures/creations.ts';
import { recordsOfCreation } from '../../../v1/creation-records.ts';
import type { Outcome } from '../../../v1/outcome.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, fresh } from '../fresh.ts';
import { type Answer, type HqUnderTest, inShort } from '../hq-under-test.ts';
import { changed } from '../input/change.ts';
import { inputCases } from '../input/input-cases.ts';
import { judge, worst } from '../input/judge.ts';
import { schemaOf } from '../input/schema-node.ts';
import { check, compare, refused, type ServerCheck, type ServerSection } from '../section.ts';

type Data<Record extends { externalId: string; data: unknown }> = { externalId: string; data: Record['data'] };
const named = <R extends { externalId: string; data: unknown }>({ externalId, data }: R): Data<R> => ({ externalId, data });

function newAccount(version = 1, account = fresh(), user = fresh()): CreateAccountInput {
  const member = named(sample.accountMember(account, user, { role: 'account_admin' }));
  return {
    source: 'field',
    idempotencyKey: fresh(),
    version,
    account: named(sample.account(account)),
    creator: { user: named(sample.user(user)), accountMember: member },
  };
}

function newProject(account: string, version = 1, project = fresh(), user = fresh()): CreateProjectInput {
  return {
    source: 'field',
    idempotencyKey: fresh(),
    version,
    project: named(sample.project(account, project)),
    creator: {
      user: named(sample.user(user)),
      accountMember: named(sample.accountMember(account, user)),
      projectMember: named(sample.projectMember(project, user, { accessLevel: 'project_admin' })),
    },
  };
}

const procedureOf = (creation: CreateAccountInput | CreateProjectInput) =>
  'account' in creation ? 'creations.createAccount' : 'creations.createProject';

function create(hq: HqUnderTest, creation: CreateAccountInput | CreateProjectInput): Promise<Answer> {
  hq.remember(recordsOfCreation(creation));
  return hq.call(procedureOf(creation), creation);
}

interface Created {
  idempotencyKey: string;
  hqId: string | null;
  outcomes: Record<string, Outcome | null>;
}

const created = (answer: Answer) => answer.data as Created;
/** What an answer says, with its status: refusals say no data, so by their data alone they are all the same. */
const said = ({ status, data }: Answer) => ({ status, data });
const statesOf = (answer: Answer) =>
  Object.values(created(answer)?.outcomes ?? {}).map((outcome) => (outcome === null ? null : inShort(outcome)));

/** Both creations behave alike; `make` gives one that HQ takes. */
function alike(name: string, make: (hq: HqUnderTest, version?: number) => Promise<CreateAccountInput | CreateProjectInput>): ServerCheck[] {
  return [
    check(`${name}: HQ holds every record of it, and its answer names HQ's id`, async (hq) => {
      const creation = await make(hq);
      const answer = await create(hq, creation);
      const states = statesOf(answer);
      const again = await hq.apply(recordsOfCreation(creation));
      return compare(
        {
          key: created(answer)?.idempotencyKey,
          states: new Set(states),
          asRecords: again.counts.unchanged,
          hqId: again.hqIds.map(({ hqId }) => hqId),
        },
        { key: creation.idempotencyKey, states: new Set(['applied']), asRecords: states.length, hqId: [created(answer)?.hqId] },
      );
    }),
    check(`${name}: the same key and body give the first answer, also when the records have changed since`, async (hq) => {
      const creation = await make(hq);
      const first = await create(hq, creation);
      await hq.apply(recordsOfCreation({ ...creation, version: 7 }));
      return compare(said(await create(hq, creation)), { status: 200, data: first.data });
    }),
    check(`${name}: the same body in another order of fields and with spaces is the same body`, async (hq) => {
      const creation = await make(hq);
      const first = await create(hq, creation);
      const turned = Object.fromEntries(Object.entries(creation).toReversed());
      const again = await hq.call(procedureOf(creation), Buffer.from(JSON.stringify(turned, null, 2)));
      return compare(said(again), { status: 200, data: first.data });
    }),
    check(`${name}: the same key and another body is refused with key_reused`, async (hq) => {
      const creation = await make(hq);
      await create(hq, creation);
      return refused(await create(hq, { ...creation, version: creation.version + 1 }), 422, 'key_reused');
    }),
    check(`${name}: the same creation sent four times at once creates once, and has one answer`, async (hq) => {
      const creation = await make(hq);
      const answers = await Promise.all([0, 1, 2, 3].map(() => create(hq, creation)));
      return compare(new Set(answers.map(({ status, text }) => `${status} ${text}`)), new Set([`200 ${answers[0]?.text}`]));
    }),
    check(`${name}: two bodies with one key at once, and only one is taken`, async (hq) => {
      const [one, other] = [await make(hq), await make(hq)];
      const answers = await Promise.all([create(hq, one), create(hq, { ...other, idempotencyKey: one.idempotencyKey })]);
      return compare(answers.map(({ status }) => status).sort(), [200, 422]);
    }),
    check(`${name}: a creation that comes after a newer state of its records is stale`, async (hq) => {
      const creation = await make(hq);
      await hq.apply(recordsOfCreation({ ...creation, version: 5 }));
      return compare(new Set(statesOf(await create(hq, creation))), new Set(['stale']));
    }),
    check(`${name}: a creation that comes after a deletion of its records is stale`, async (hq) => {
      const creation = await make(hq);
      const records = recordsOfCreation(creation);
      const tombstones = Object.entries(records).map(([entity, [one]]) => [entity, [sample.gone(one?.externalId ?? '', 9)]]);
      hq.remember(records);
      await hq.apply(Object.fromEntries(tombstones) as typeof records);
      return compare(new Set(statesOf(await create(hq, creation))), new Set(['stale']));
    }),
    check(`${name}: a late copy with an older version is stale after it`, async (hq) => {
      const creation = await make(hq, 3);
      const states = statesOf(await create(hq, creation));
      const { counts } = await hq.apply(recordsOfCreation({ ...creation, version: 0 }));
      return compare({ states: new Set(states), stale: counts.stale }, { states: new Set(['applied']), stale: states.length });
    }),
    check(`${name}: without a creator it is created alone`, async (hq) => {
      const creation = { ...(await make(hq)), creator: null };
      const [first, ...others] = statesOf(await create(hq, creation));
      return compare({ first, others: new Set(others) }, { first: 'applied', others: new Set([null]) });
    }),
  ];
}

const refusals = (procedure: string, schema: typeof createAccountInput | typeof createProjectInput, valid: () => object): ServerCheck[] =>
  inputCases(schemaOf(schema), valid())
    // The records are the entities', which are taken to their bounds in the batches.
    .filter(({ path, isTaken }) => !isTaken && !path.includes('data') && path.length < 4)
    .map(({ title, path, changes }) =>
      check(`${procedure}: ${title}`, async (hq) => {
        const verdicts = [];
        for (const change of changes) {
          const input = path.length === 0 && change.kind === 'set' ? change.value : changed(valid(), path, change);
          verdicts.push(judge(await hq.call(procedure, input), path));
        }
        return worst(verdicts, path, false);
      }),
    );

export const creations: ServerSection = {
  title: 'Creations (transitional)',
  checks: [
    ...alike('an account', (_hq, version) => Promise.resolve(newAccount(version))),
    ...alike('a project', async (hq, version) => newProject((await customerAtHq(hq)).account, version)),
    check('a project whose account HQ lacks is deferred, and the same request is taken once HQ has it', async (hq) => {
      const account = fresh();
      const creation = newProject(account);
      const before = statesOf(await create(hq, creation))[0];
      await hq.apply({ account: [sample.account(account)] });
      return compare(
        [before, ...statesOf(await create(hq, creation))],
        [`deferred parent_unknown account ${account}`, 'applied', 'unchanged', 'applied', 'applied'],
      );
    }),
    check('a project whose name another one holds is deferred and names the holder; the key stays bound to its body', async (hq) => {
      const { account, project } = await customerAtHq(hq);
      const creation = newProject(account);
      const taken = { ...creation, project: { ...creation.project, data: { ...creation.project.data, name: project } } };
      const [state] = statesOf(await create(hq, taken));
      const { status } = await create(hq, creation);
      return compare({ state, status }, { state: `deferred value_held project ${project}`, status: 422 });
    }),
    check('an account and its project created one after the other find each other', async (hq) => {
      const account = newAccount();
      await create(hq, account);
      return compare(new Set(statesOf(await create(hq, newProject(account.account.externalId)))), new Set(['applied']));
    }),
  ],
};

export const creationInput: ServerSection = {
  title: 'Input of creations',
  checks: [
    ...refusals('creations.createAccount', createAccountInput, () => newAccount()),
    ...refusals('creations.createProject', createProjectInput, () => newProject(fresh())),
  ],
};
