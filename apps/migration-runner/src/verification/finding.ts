import { columnSeparator, type Entity, rowColumns } from '@hq-field/contracts';

/** What a difference between both systems can be. */
const findingKinds = {
  missing_in_hq: 'Field has the record, HQ lacks it.',
  extra_in_hq: 'HQ has the record, Field does not.',
  differs: 'Both have the record, with other values.',
} as const;

export type FindingKind = keyof typeof findingKinds;

/** One field with what each side holds. */
export interface FieldDifference {
  name: string;
  inField: string | null;
  inHq: string | null;
}

/** One difference between Field and HQ, as data. */
export interface Finding {
  kind: FindingKind;
  entity: Entity;
  /** The account in which it was seen; null for a user seen among all users. */
  account: string | null;
  /** Key columns joined by U+001F. */
  key: string;
  externalId: string | null;
  /** Empty unless the kind is `differs`. */
  fields: readonly FieldDifference[];
}

/** Names a record of one account within a verification. */
export function recordName(of: Pick<Finding, 'account' | 'entity' | 'key'>): string {
  return `${of.account ?? ''}\n${of.entity}\n${of.key}`;
}

/** Equal for two readings that saw the same difference. */
export function signatureOf(finding: Finding): string {
  return JSON.stringify([finding.kind, finding.externalId, finding.fields]);
}

/** A person is in every account they are a member of; their difference is one finding. Order is kept. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const name = finding.entity === 'user' ? `${finding.kind}\n${finding.key}` : recordName(finding);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** A finding as it is shown: without values an e-mail keeps its first letter and its domain only. */
export interface ShownFinding {
  kind: FindingKind;
  entity: Entity;
  account: string | null;
  key: readonly string[];
  externalId: string | null;
  fields: readonly (string | FieldDifference)[];
}

export function showFinding(finding: Finding, options: { values: boolean }): ShownFinding {
  const columns: readonly string[] = rowColumns[finding.entity];
  const key = finding.key.split(columnSeparator).map((part, at) => (!options.values && columns[at] === 'email' ? maskEmail(part) : part));
  const fields = options.values ? finding.fields : finding.fields.map((field) => field.name);
  return { kind: finding.kind, entity: finding.entity, account: finding.account, key, externalId: finding.externalId, fields };
}

function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}***${at === -1 ? '' : email.slice(at)}`;
}
