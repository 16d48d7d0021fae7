import type { Mode, Values } from './administration.ts';

/** Why a change was not made; nothing of it was written. */
export type WriteRefusal =
  | { code: 'mode_changed'; mode: Mode }
  /** Field's own database says that HQ keeps the account, whatever the gate says. */
  | { code: 'administered_by_hq' }
  /** Somebody else was quicker: what it holds now. */
  | { code: 'newer'; current: Values; seen?: string | undefined }
  | { code: 'gone' }
  /** Names of those who could. */
  | { code: 'not_permitted'; administrators: readonly string[] }
  /** A rule that only the stored rows can tell, of one field of the form; null: of the whole form. */
  | { code: 'invalid'; field: string | null };

export class WriteRefusedError extends Error {
  readonly refusal: WriteRefusal;

  constructor(refusal: WriteRefusal, message: string) {
    super(message);
    this.name = 'WriteRefusedError';
    this.refusal = refusal;
  }
}

/** The refusal of a form that was sent before with other answers, and taken. */
export const sentBefore = (): WriteRefusedError =>
  new WriteRefusedError(
    { code: 'invalid', field: null },
    'This form was sent before with other answers, and those were saved. Look at what is there, and open the form again for more.',
  );
