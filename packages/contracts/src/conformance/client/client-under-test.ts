import type { ApplyBatchInput, ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import type { Jwk } from '../jwk.ts';

/** Where a client under test sends to. */
export interface PushTarget {
  url: string;
  /** Private key (JWK with kid) of the service; HQ takes its tokens. */
  privateKey: Jwk & { kid: string };
  /** How long one attempt may take; HQ may never answer. */
  timeoutMs: number;
}

/**
 * The client under test: sends a batch to HQ, again while the answer says or implies that sending again may help, and resolves
 * with the answer that it believes. It rejects when it gives up. The batch of every attempt has the same records.
 */
export type Push = (batch: ApplyBatchInput, target: PushTarget) => Promise<Pick<ApplyBatchOutput, 'outcomes'>>;

/** One attempt as HQ saw it. */
export interface Attempt {
  atMs: number;
  token: string;
  contractVersion: string | null;
  /** externalIds of the records it held. */
  names: string[];
}

/** What a client did with a batch. */
export interface Observation {
  /** `settled` with the outcomes it believes, or `gave up`. */
  end: 'settled' | 'gave up' | 'never ended';
  believed: string[];
  attempts: readonly Attempt[];
  /** Records of the batch that HQ holds at the end. */
  held: number;
}
