import type { Gates } from '@hq-field/gates';
import type { Context } from 'hono';
import type { Administration, Administrations, Mode, Person } from '../administration/administration.ts';
import type { Logins } from '../sign-in/logins.ts';
import type { Sessions } from '../sign-in/session.ts';

/** What every page works with. */
export interface PagesContext {
  gates: Pick<Gates, 'value'>;
  administrations: Administrations;
  logins: Logins;
  sessions: Sessions;
  /** Told of what somebody has created. */
  created(created: { account: string; entity: 'account' | 'project'; externalId: string; creator: string }): Promise<unknown>;
  /** Who is signed in. */
  personOf(c: Context): Promise<Person | null>;
  /** The administration of an account as the gate says now; read-only where the gate says `legacy` and HQ keeps the account. */
  administrationOf(account: string | null, person: Person | null): Promise<{ mode: Mode; administration: Administration }>;
  /** Names the account of a project, which must be known before the mode of its account can be; null when nobody knows the project. */
  accountOfProject(project: string, person: Person): Promise<string | null>;
}

/** A guid in an address. */
export const guid = '[0-9a-fA-F-]{36}';
