import type { Account, Project } from '@hq-field/contracts';

// How HQ's values stand in Field's tables: the way back of src/mapping. Words are written as HQ has them; mapping reads them as they are.

/** Columns of accounts. */
export function accountColumns(account: Account) {
  return {
    name: account.name,
    status: account.status,
    is_trial: account.kind === 'trial',
    trial_expires_on: account.trialEndsOn,
    country: account.country,
    time_zone: account.timezone,
    locale: account.language,
    default_currency: account.currency,
    hq_account_identifier: account.hqId,
  };
}

/** Columns of projects, without account and address. Whether one is active or pending follows from having an administrator. */
export function projectColumns(project: Project) {
  return {
    name: project.name,
    identifier: project.jobNumber,
    ptype: project.projectType,
    status: project.status === 'archived' ? 'archived' : 'active',
    is_active: project.status !== 'inactive',
    is_trial: project.trial,
    template: project.template,
    cost: project.value,
    cost_currency: project.currency,
    start_date: project.startDate,
    completion_date: project.endDate,
    time_zone: project.timezone,
    locale: project.language,
    hq_identifier: project.hqId,
  };
}

/** Columns of addresses; null when HQ has none of them. */
export function addressColumns(project: Project) {
  const address = {
    address1: project.addressLine1,
    address2: project.addressLine2,
    address3: null,
    city: project.city,
    state: project.stateOrProvince,
    postal_code: project.postalCode,
    country: project.country,
  };
  return Object.values(address).every((value) => value === null) ? null : address;
}
