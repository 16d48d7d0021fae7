/**
 * Version of the contract, in semantic versioning. History:
 * 1.0.0 seven entities, records.applyBatch, verification, neutral extracts.
 * 1.1.0 system.hello states the sunset of the major version.
 * 1.2.0 creations (transitional): what Field's customers create, with an idempotency key; provisioning: what HQ puts to Field.
 * 1.3.0 administration: Field's pages read and write accounts whose administration HQ keeps; authority, which moves by account;
 * provisioning.remove: what HQ takes out goes from Field too; verification.rangeDigests.
 */
export const contractVersion = '1.2.0';

/** Header that every request carries; another major than the server's is refused with contract_mismatch. */
export const contractVersionHeader = 'x-contract-version';

/** Header of every response: share of HQ's tolerance in use, 0 idle, 1 at the limit, more is beyond it. */
export const loadHeader = 'x-hq-load';

export function sameMajor(left: string, right: string): boolean {
  return left.split('.')[0] === right.split('.')[0];
}
