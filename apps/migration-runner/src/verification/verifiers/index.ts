import { counts } from './counts.ts';
import { deep } from './deep.ts';
import { digests } from './digests.ts';
import { extracts } from './extracts.ts';

/** Every verifier, from the cheapest to the dearest. */
export const verifiers = { counts, digests, extracts, deep } as const;

export type VerifierName = keyof typeof verifiers;
export const verifierNames = Object.keys(verifiers) as VerifierName[];
