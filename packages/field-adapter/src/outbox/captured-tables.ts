/**
 * What capture watches. `row` columns decide which records a row belongs to (its keys, its parents, whether it lives); `values` columns
 * are read into records and nothing else. A change of any other column is not sent. Each is a column, or one with what stands behind it in SQL.
 */
export interface CapturedTable {
  name: string;
  row: readonly string[];
  /** Like row for the records that take their currency or country from it. */
  money?: readonly string[];
  values: readonly string[];
  /** Local ids of parents, old and new, kept with the change. */
  first: string | null;
  second: string | null;
  /** Whether the row's guid is kept with the change. Those of logins and companies stand in the identity tables. */
  named?: true;
}

export const capturedTables: readonly CapturedTable[] = [
  {
    name: 'accounts',
    row: ['guid', 'deleted_at is null'],
    money: ['default_currency', 'country'],
    values: ['name', 'status', 'is_trial', 'trial_expires_on', 'time_zone', 'locale', 'hq_account_identifier'],
    first: null,
    second: null,
    named: true,
  },
  {
    name: 'users',
    row: ['guid', 'email', 'oxygen_uid', 'deleted_at is null'],
    values: ['autodesk_login', 'first_name', 'last_name', 'telephone', 'job_title', 'status', 'last_login_at is null'],
    first: null,
    second: null,
  },
  {
    name: 'companies',
    row: ['guid', 'account_id', 'name', 'deleted_at is null'],
    values: ['ctype', 'category', 'url', 'telephone', 'duns_no', 'ein_no', 'description', 'address_id'],
    first: 'account_id',
    second: null,
  },
  {
    name: 'addresses',
    row: [],
    values: ['address1', 'address2', 'address3', 'city', 'state', 'postal_code', 'country'],
    first: null,
    second: null,
  },
  {
    name: 'account_users',
    row: ['account_id', 'user_id', 'deleted_at is null'],
    values: ['company_id', 'role', 'status'],
    first: 'account_id',
    second: 'user_id',
  },
  {
    name: 'projects',
    row: ['guid', 'account_id', 'deleted_at is null'],
    values: [
      'hq_identifier',
      'name',
      'identifier',
      'ptype',
      'status',
      'is_active',
      'is_trial',
      'template',
      'cost',
      'cost_currency',
      'start_date',
      'completion_date',
      'time_zone',
      'locale',
      'address_id',
      'created_at::pg_catalog.date',
    ],
    first: 'account_id',
    second: null,
    named: true,
  },
  { name: 'project_companies', row: ['project_id', 'company_id'], values: [], first: 'project_id', second: 'company_id' },
  {
    name: 'contacts',
    row: ['project_id', 'user_id', 'deleted_at is null'],
    values: ['company_id', 'roles', 'project_admin', 'status'],
    first: 'project_id',
    second: 'user_id',
  },
  {
    name: 'free_trials',
    row: ['account_id', 'project_id'],
    values: ['expires_on', 'converted_at is null'],
    first: 'account_id',
    second: 'project_id',
  },
];
