import type { ChangeRefusalCode } from '@hq-field/contracts';

/** A change of the administration that HQ does not make; nothing of it is written. The message says what to do. */
export class ChangeRefusedError extends Error {
  readonly code: ChangeRefusalCode;
  readonly field: string | null;
  /** What is stored, when it is newer than what was shown. */
  readonly current: object | null;
  /** Whether the person may read it, and so hear who could make the change. */
  readonly isReader: boolean;

  constructor(
    code: ChangeRefusalCode,
    message: string,
    more: { field?: string; current?: object; isReader?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ChangeRefusedError';
    this.code = code;
    this.field = more.field ?? null;
    this.current = more.current ?? null;
    this.isReader = more.isReader ?? false;
  }
}
