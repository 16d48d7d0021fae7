import { createHash } from 'node:crypto';
import { type Actor, type Authority, type ChangeRefusalCode, emailKey, type Entity } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import type postgres from 'postgres';
import type { Sql } from '../hq-db/connections.ts';
import { inTransaction } from '../hq-db/in-transaction.ts';
import { type Access, accountAccess, administratorsOf, findActor, projectAccess } from './access.ts';
import { neverMoved, readAuthority } from './authority.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { digestOf } from './digest.ts';
import { findAccount, findProject, type FoundAccount, type FoundProject } from './find-account.ts';
import { keptAnswer, keepChange, type Made } from './kept-changes.ts';

/** What every change says. */
export interface ChangeRequest {
  idempotencyKey: string;
  actor: Actor;
  account: string;
  epoch: number;
  /** The project that it is about, when it is about one. */
  project?: string;
}

/** A change that may be made: who makes it, of what, in the transaction of all its writes. */
export interface Changing {
  sql: postgres.TransactionSql;
  actorId: string;
  account: FoundAccount;
}

export interface ChangingProject extends Changing {
  project: FoundProject;
}

export interface ChangeAnswer<Values> {
  externalId: string | null;
  authority: Authority;
  refusal: {
    code: ChangeRefusalCode;
    field: string | null;
    message: string;
    current: Values | null;
    digest: string | null;
    administrators: string[];
  } | null;
}

export interface MadeChange extends Made {
  entity: Entity;
  /** As the wire names what was made or changed. */
  externalId: string;
}

/** A change of an account: its administrators may. */
export function changeOfAccount<Values>(
  sql: Sql,
  request: ChangeRequest,
  make: (changing: Changing) => Promise<MadeChange>,
): Promise<ChangeAnswer<Values>> {
  return inTurns(sql, request, async (transaction, { account, actorId }) => {
    const access = await accountAccess(transaction, actorId, account.id);
    demand(access);
    return make({ sql: transaction, account, actorId: actorId as string });
  });
}

/** A change of a project: its administrators and those of its account may. */
export function changeOfProject<Values>(
  sql: Sql,
  request: ChangeRequest & { project: string },
  make: (changing: ChangingProject) => Promise<MadeChange>,
): Promise<ChangeAnswer<Values>> {
  return inTurns(sql, request, async (transaction, { account, actorId }) => {
    const project = await findProject(transaction, request.project);
    if (project === null || project.accountId !== account.id)
      throw new ChangeRefusedError('gone', 'Somebody else has removed this project meanwhile.');
    demand(await projectAccess(transaction, actorId, project, await accountAccess(transaction, actorId, account.id)));
    return make({ sql: transaction, account, project, actorId: actorId as string });
  });
}

function demand(access: Access): void {
  if (access === 'admin') return;
  throw new ChangeRefusedError('not_permitted', 'You may not change this. Ask one of its administrators.', { isReader: access !== null });
}

/**
 * One transaction, and its order stands: the account is locked, so that its changes come one after the other; a change that was made before
 * gives its first answer, whatever holds now; the authority is locked as it is, so that it moves before or after; then permission, what was
 * shown, the writes, and the row that says what was done.
 */
async function inTurns<Values>(
  sql: Sql,
  request: ChangeRequest,
  make: (sql: postgres.TransactionSql, who: { account: FoundAccount; actorId: string | null }) => Promise<MadeChange>,
): Promise<ChangeAnswer<Values>> {
  const bodySha256 = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  let authority: Authority = neverMoved;
  try {
    return await inTransaction(sql, async (transaction) => {
      authority = neverMoved;
      const account = await findAccount(transaction, request.account, true);
      const kept = await keptAnswer(transaction, request.idempotencyKey);
      if (kept !== null) {
        if (kept.bodySha256 === bodySha256) return JSON.parse(kept.answer) as ChangeAnswer<Values>;
        throw new RequestRefusedError('key_reused', 'The idempotency key came before with another change; a new change needs a new key');
      }
      if (account === null) throw new ChangeRefusedError('gone', 'HQ has no such account any more.');
      authority = await readAuthority(transaction, account.id, 'for share');
      if (authority.owner !== 'hq' || authority.epoch !== request.epoch)
        throw new ChangeRefusedError(
          'authority_moved',
          authority.owner === 'hq'
            ? 'The administration of this account has moved since the form was shown. Open the form again.'
            : 'HQ does not keep the administration of this account. Make the change in Field.',
        );
      const { actor } = request;
      const actorId = await findActor(transaction, actor, actor.email === null ? null : emailKey(actor.email));
      const made = await make(transaction, { account, actorId });
      const answer: ChangeAnswer<Values> = { externalId: made.externalId, authority, refusal: null };
      await keepChange(transaction, {
        ...made,
        idempotencyKey: request.idempotencyKey,
        bodySha256,
        answer: JSON.stringify(answer),
        accountId: account.id,
        epoch: authority.epoch,
        actorId,
        actor: actor.externalId,
      });
      return answer;
    });
  } catch (error) {
    if (error instanceof ChangeRefusedError) return refused(sql, request, authority, error);
    throw error;
  }
}

/** The refusal as an answer; who could make the change is said only to somebody who may read it, but not change it. */
async function refused<Values>(
  sql: Sql,
  { account, project }: ChangeRequest,
  authority: Authority,
  { code, field, message, current, isReader }: ChangeRefusedError,
): Promise<ChangeAnswer<Values>> {
  const found = code === 'not_permitted' && isReader ? await findAccount(sql, account) : null;
  const of = found === null || project === undefined ? null : await findProject(sql, project);
  const administrators = found === null ? [] : await administratorsOf(sql, found.id, of?.id ?? null);
  return {
    externalId: null,
    authority,
    refusal: {
      code,
      field,
      message,
      current: current as Values | null,
      digest: current === null ? null : digestOf(current),
      administrators,
    },
  };
}

/** What is stored, while it is what the person was shown. Asked with the account locked. */
export function asShown<Stored extends { values: object }>(stored: Stored | undefined | null, seen: string | null): Stored {
  if (stored === undefined || stored === null) throw new ChangeRefusedError('gone', 'Somebody else has removed this meanwhile.');
  if (digestOf(stored.values) !== seen)
    throw new ChangeRefusedError('newer', 'Somebody else has changed this meanwhile.', { current: stored.values });
  return stored;
}
