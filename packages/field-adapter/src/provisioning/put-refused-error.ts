import type { PutOutput } from '@hq-field/contracts';

type Rejected = Extract<PutOutput, { outcome: 'rejected' }>;

/** Field refuses a put; its transaction is undone, and HQ is told why. */
export class PutRefusedError extends Error {
  readonly code: Rejected['code'];
  readonly field: string | null;
  readonly existingId: string | null;

  constructor(code: Rejected['code'], field: string | null, message: string, existingId: string | null = null) {
    super(message);
    this.name = 'PutRefusedError';
    this.code = code;
    this.field = field;
    this.existingId = existingId;
  }
}
