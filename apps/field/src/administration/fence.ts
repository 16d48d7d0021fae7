import { whoKeeps } from '@hq-field/field-adapter';
import type { Gates } from '@hq-field/gates';
import type postgres from 'postgres';
import type { Mode } from './administration.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/** The mode of an account now; null is nobody in particular, such as a trial that has no account yet. */
export function modeOf(gates: Pick<Gates, 'value'>, account: string | null): Promise<Mode> {
  return gates.value('field.administration', account);
}

/** A write begun under one mode ends under it or is refused: throws when the gate says another mode than the form was shown under. */
export function fenceOf(gates: Pick<Gates, 'value'>, account: string | null, begunUnder: string): () => Promise<void> {
  return async () => {
    const mode = await modeOf(gates, account);
    if (mode !== begunUnder)
      throw new WriteRefusedError(
        { code: 'mode_changed', mode },
        'The administration of this account has moved on since the form was shown.',
      );
  };
}

/**
 * The fence in Field's own database, for the rest of the transaction: what passes here is waited for by a move to HQ, and nothing passes after
 * one, whatever this process knows of the gate. Throws WriteRefusedError.
 */
export async function refuseWhatHqKeeps(sql: postgres.TransactionSql, account: string): Promise<void> {
  const keeper = await whoKeeps(sql, account);
  if (keeper === 'hq') throw new WriteRefusedError({ code: 'administered_by_hq' }, 'HQ keeps the administration of this account.');
  if (keeper === 'moving')
    throw new WriteRefusedError({ code: 'mode_changed', mode: 'locked' }, 'The administration of this account moves to HQ just now.');
}
