import type { Gates } from '@hq-field/gates';
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
