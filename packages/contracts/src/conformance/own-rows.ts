import type { Account } from '../v1/entities/account.ts';
import type { Company } from '../v1/entities/company.ts';
import type { Project } from '../v1/entities/project.ts';
import type { User } from '../v1/entities/user.ts';

/** Rows of HQ's own, as people made them there before the migration: `id` is HQ's id, and no externalId is bound to them. */
export interface OwnRows {
  accounts: { id: string; data: Account }[];
  users: { id: string; data: User }[];
  /** `account` is HQ's id of an account of these rows. */
  companies: { id: string; account: string; data: Company }[];
  projects: { id: string; account: string; data: Project }[];
}
