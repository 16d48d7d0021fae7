import type { Value } from './copy-writer.ts';

/** Columns that the generator fills. The others, the ids at HQ among them, stay null. */
const tables = {
  accounts:
    'id guid name plan status is_trial trial_expires_on country time_zone locale default_currency owner_user_id created_at updated_at deleted_at',
  users:
    'id guid email autodesk_login oxygen_uid first_name last_name telephone job_title time_zone locale crypted_password status last_login_at created_at updated_at deleted_at',
  companies:
    'id guid account_id name ctype category url telephone fax duns_no ein_no description address_id created_at updated_at deleted_at',
  addresses: 'id address1 address2 address3 city state postal_code country created_at updated_at',
  account_users: 'id account_id user_id company_id role status created_at updated_at deleted_at',
  projects:
    'id guid account_id name identifier description ptype status is_active is_trial template cost cost_currency start_date completion_date time_zone locale address_id owner_id created_at updated_at deleted_at',
  project_companies: 'id project_id company_id created_at updated_at',
  contacts: 'id guid project_id user_id company_id roles project_admin junior key_contact status created_at updated_at deleted_at',
  free_trials: 'id account_id project_id requested_by_email starts_on expires_on converted_at created_at updated_at',
  areas: 'id project_id parent_id name path position created_at updated_at',
} as const;

export type Table = keyof typeof tables;
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;
/** Values of a row by column; what is not given is null. The id is the writer's. */
export type Row<T extends Table> = Partial<Record<Exclude<Words<(typeof tables)[T]>, 'id'>, Value>>;

export const tableNames = Object.keys(tables) as Table[];
export const columnsOf = (table: Table): string[] => tables[table].split(' ');
