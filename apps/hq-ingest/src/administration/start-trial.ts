import { createHash } from 'node:crypto';
import { account as accountSchema, type StartTrialInput, type StartTrialOutput } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import type postgres from 'postgres';
import { account as resource } from '../apply/definitions/account.ts';
import type { Sql } from '../hq-db/connections.ts';
import { inTransaction } from '../hq-db/in-transaction.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { insertOwn } from '../own-changes/insert-own.ts';
import { putAccountMember } from '../own-changes/put-person.ts';
import { provision } from '../provisioning/outbox.ts';
import { keepFromTheStart, neverMoved } from './authority.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { insertProject } from './insert-project.ts';
import { keepChange, keptAnswer } from './kept-changes.ts';
import { userOf } from './people-of-account.ts';

/** An account on trial with its first project and their administrator, in one transaction. HQ keeps its administration from the start. */
export async function startTrial(sql: Sql, input: StartTrialInput): Promise<StartTrialOutput> {
  try {
    return await inTransaction(sql, (transaction) => start(transaction, input));
  } catch (error) {
    if (error instanceof ChangeRefusedError) return refused(error);
    throw error;
  }
}

async function start(sql: postgres.TransactionSql, input: StartTrialInput): Promise<StartTrialOutput> {
  const { idempotencyKey, accountName, projectName, endsOn, person } = input;
  const bodySha256 = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  // Two of one key at once: the second waits, and finds what the first has made.
  await sql.unsafe(`select pg_advisory_xact_lock(hashtextextended('trial ' || $1, 0))`, [idempotencyKey]);
  const kept = await keptAnswer(sql, idempotencyKey);
  if (kept !== null) {
    if (kept.bodySha256 === bodySha256) return JSON.parse(kept.answer) as StartTrialOutput;
    throw new RequestRefusedError('key_reused', 'The idempotency key came before with another trial; a new one needs a new key');
  }
  const [day] = await sql.unsafe<{ over: boolean }[]>(`select $1::date < current_date as over`, [endsOn]);
  if (day?.over !== false)
    throw new ChangeRefusedError('value_invalid', 'The last day of the trial is over. Enter one to come.', { field: 'endsOn' });
  const id = timeOrderedId();
  const values = accountSchema.parse({
    name: accountName,
    kind: 'trial',
    trialEndsOn: endsOn,
    status: 'active',
    country: null,
    timezone: null,
    language: 'en',
    currency: 'USD',
    hqId: null,
  });
  await insertOwn(sql, resource, id, values, {});
  const userId = await userOf(sql, person);
  await putAccountMember(sql, id, userId, 'account_admin');
  await provision(sql, 'account', id, userId);
  const project = await insertProject(sql, { accountId: id, name: projectName, startDate: null, administratorId: userId });
  const authority = await keepFromTheStart(sql, id, 'The trial began in HQ');
  const answer: StartTrialOutput = { account: id, project, authority, refusal: null };
  await keepChange(sql, {
    idempotencyKey,
    bodySha256,
    answer: JSON.stringify(answer),
    accountId: id,
    epoch: authority.epoch,
    actorId: userId,
    actor: person.externalId,
    what: 'added',
    entity: 'account',
    recordId: id,
    before: null,
    after: values,
  });
  return answer;
}

function refused({ code, field, message }: ChangeRefusedError): StartTrialOutput {
  const known = code === 'identity_conflict' ? code : 'value_invalid';
  return { account: null, project: null, authority: neverMoved, refusal: { code: known, field, message } };
}
