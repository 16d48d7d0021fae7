import type { Entity, RecordKey } from '@hq-field/contracts';

/** What HQ knows about the parents of one incoming join. */
export interface JoinRow {
  /** Ids of the two parents, null where HQ lacks one. */
  leftId: string | null;
  rightId: string | null;
  companyId: string | null;
  /** Account of the left parent, and of the company. */
  accountId: string | null;
  companyAccountId: string | null;
  /** externalId of the left parent's account, for the name of a missing account member. */
  account: string | null;
  /** Whether the user is a member of that account. */
  isMember: boolean;
  /** The row of this join, when there is one. */
  version: number | null;
  values: readonly (string | null)[];
  heldCompanyId: string | null;
  tombstoneVersion: number | null;
}

/** An entity that joins two parents and is keyed by them: accountMember, projectCompany, projectMember. */
export interface Join<Data> {
  entity: Entity;
  table: string;
  left: { entity: 'account' | 'project'; table: string; column: string; externalId(data: Data): string };
  right: { entity: 'user' | 'company'; table: string; column: string; externalId(data: Data): string };
  /** The company that the row points to, besides its parents. */
  company?(data: Data): string | null;
  /** Whether its row carries the account, so that it stands only while the user is a member of it. */
  needsAccountMember: boolean;
  /** Further columns, as text. */
  stored: readonly { column: string; type: string; value(data: Data): string; literal(data: Data): string }[];
  /** Parents that are not there, or not of one account. */
  missing(data: Data, row: JoinRow): { field: string; key: RecordKey }[];
}
