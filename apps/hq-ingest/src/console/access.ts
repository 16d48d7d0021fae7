import type { Identity } from './identity.ts';
import { forbidden } from './page-refused-error.ts';
import type { AccountRecord } from './queries/read-account.ts';
import type { ProjectRecord } from './queries/read-project.ts';

// Who may do what. README.md holds the same as a table.

/** May create accounts, and see what waits for Field. */
export function demandOperator(identity: Identity, deed: string): void {
  if (!identity.isOperator) throw forbidden(`Only an operator of HQ can ${deed}. Operators are named in HQ_OPERATORS where HQ is started.`);
}

/** May see an account at all. */
export function demandAccount(identity: Identity, account: AccountRecord): void {
  if (!identity.isOperator && account.role === null)
    throw forbidden(
      'The people of this account and the operators of HQ can see it. An administrator of the account can make you one of its people.',
    );
}

/** May see all projects, people and companies of an account, and create projects in it. */
export function administers(identity: Identity, role: AccountRecord['role']): boolean {
  return identity.isOperator || role === 'account_admin';
}

export function demandAdministrator(identity: Identity, role: AccountRecord['role']): void {
  if (!administers(identity, role))
    throw forbidden('An administrator of this account or an operator of HQ can create projects in it; ask one of them.');
}

export function demandProject(identity: Identity, project: ProjectRecord): void {
  if (!administers(identity, project.accountRole) && !project.isMember)
    throw forbidden(
      'The people of this project, the administrators of its account and the operators of HQ can see it. An administrator can put you on it.',
    );
}
