import { createHash } from 'node:crypto';

/**
 * Where an account stands in a gate's roll-out, 0 to 99. It depends on nothing but the two names, so that every process, and every
 * later version of this program, says the same, and whoever is in at 10 percent is in at 20. Gates differ, so that no account is
 * always first.
 */
export function bucketOf(gate: string, account: string): number {
  return createHash('sha256').update(`${gate}\n${account}`, 'utf8').digest().readUInt32BE(0) % 100;
}
