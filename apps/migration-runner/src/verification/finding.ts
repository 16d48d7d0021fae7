import { columnSeparator, type Entity, rowColumns } from '@hq-field/contracts';

/** What a difference between both systems can be. */
const findingKinds = {
  missing_in_hq: 'Field has the record, HQ lacks it.',
  extra_in_hq: 'HQ has the record, Field does not.',
  differs: 'Both have the record, with other values.',
  wrong_parent: 'HQ has the record below another parent.',
  stale: 'HQ holds an older state: the record changed after it was last found equal, and HQ does not show that.',
  duplicate_in_hq: 'Two rows of HQ hold one value that must be unique.',
  unbalanced: 'Records of Field are neither at HQ, nor merged, left out, in quarantine or on their way.',
} as const;

export type FindingKind = keyof typeof findingKinds;

/** Why a difference is there, as far as anybody can tell. */
export const explanations = {
  real: 'Nothing that is known explains it.',
  in_flight: 'Its change was captured in Field and has not settled at HQ.',
  foreign_write: 'The sides were equal, and Field has not changed the record since: somebody changed it in HQ.',
} as const;

export type Explanation = keyof typeof explanations;

/** What mends a difference. */
export const remedies = {
  send_again: 'Send the record again: pnpm migrate reconcile.',
  remove: 'Send its tombstone: pnpm migrate reconcile.',
  wait: 'Wait until its change is sent, and verify again. Is pnpm migrate work running?',
  person: 'A person decides: nothing is sent by itself.',
} as const;

export type Remedy = keyof typeof remedies;

/** One field with what each side holds. */
export interface FieldDifference {
  name: string;
  inField: string | null;
  inHq: string | null;
}

/** One difference between Field and HQ, as a reading saw it. */
export interface Difference {
  kind: FindingKind;
  entity: Entity;
  /** The account in which it was seen; null for a user seen among all users. */
  account: string | null;
  /** Key columns joined by U+001F; empty when the difference is one of numbers and no single record has it. */
  key: string;
  externalId: string | null;
  /** Fields that differ; empty when one side alone has the record. */
  fields: readonly FieldDifference[];
}

/** A difference with what it means and what to do, at the time of its reading. */
export interface Finding extends Difference {
  explanation: Explanation;
  remedy: Remedy;
  /** The last version drawn in Field when the reading began, and the time of Field's database then. */
  version: number;
  readAt: Date;
}

/** Names a record of one account within a verification. */
export function recordName(of: Pick<Difference, 'account' | 'entity' | 'key'>): string {
  return `${of.account ?? ''}\n${of.entity}\n${of.key}`;
}

/** Equal for two readings that saw the same difference. */
export function signatureOf(difference: Difference): string {
  return JSON.stringify([difference.kind, difference.externalId, difference.fields]);
}

/** A person is in every account they are a member of; their difference is one finding. Order is kept. */
export function withoutRepeats(differences: readonly Difference[]): Difference[] {
  const seen = new Set<string>();
  return differences.filter((difference) => {
    const name = difference.entity === 'user' ? `${difference.kind}\n${difference.key}` : recordName(difference);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** A finding as it is shown: without values an e-mail keeps its first letter and its domain only. */
export interface ShownFinding extends Pick<Finding, 'kind' | 'entity' | 'account' | 'externalId' | 'explanation' | 'remedy' | 'version'> {
  key: readonly string[];
  fields: readonly (string | FieldDifference)[];
  readAt: string;
}

export function showFinding(finding: Finding, options: { values: boolean }): ShownFinding {
  // A line of the balance has a name instead of a key.
  const columns: readonly string[] = finding.kind === 'unbalanced' ? [] : rowColumns[finding.entity];
  const key = finding.key.split(columnSeparator).map((part, at) => (!options.values && columns[at] === 'email' ? maskEmail(part) : part));
  const fields = options.values ? finding.fields : finding.fields.map((field) => field.name);
  const { kind, entity, account, externalId, explanation, remedy, version } = finding;
  return { kind, entity, account, key, externalId, fields, explanation, remedy, version, readAt: finding.readAt.toISOString() };
}

function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}***${at === -1 ? '' : email.slice(at)}`;
}
