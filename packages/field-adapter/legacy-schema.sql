-- The legacy Field database, as the migration finds it: a Rails application's tables on PostgreSQL. Rails habits hold: almost
-- everything nullable, no foreign keys, few unique indexes, soft deletes by deleted_at, timestamps without time zone in UTC,
-- updated_at not touched by update_all. Expect dirt in every column. Nothing here may be altered by the migration.


create table accounts (
  id bigserial primary key,
  guid char(36) not null unique,          -- what Field's API calls the id
  name varchar(255),
  plan varchar(64),
  status varchar(32),                     -- active, suspended, closed, null
  is_trial boolean,
  trial_expires_on date,
  country varchar(255),                   -- free text: USA, U.K., Deutschland, de
  time_zone varchar(64),                  -- Rails zone name, sometimes IANA, sometimes rubbish
  locale varchar(16),
  default_currency varchar(16),
  owner_user_id bigint,
  hq_account_identifier char(36),         -- set when the account exists in HQ already
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

-- One row a login, shared by the accounts the person belongs to.
create table users (
  id bigserial primary key,
  guid char(36) not null unique,
  email varchar(255),
  autodesk_login varchar(255),            -- the mission's "autodesk id"
  oxygen_uid varchar(255),                -- the mission's "oxygen uid"
  first_name varchar(255), last_name varchar(255), telephone varchar(255), job_title varchar(255),
  time_zone varchar(64), locale varchar(16),
  crypted_password varchar(255),          -- never leaves Field
  status varchar(32),                     -- active, disabled, invited, null
  last_login_at timestamp(6),
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

create table companies (
  id bigserial primary key,
  guid char(36) not null unique,
  account_id bigint,
  name varchar(255),
  ctype varchar(255), category varchar(255),
  url varchar(1024), telephone varchar(255), fax varchar(255), duns_no varchar(64), ein_no varchar(64),
  description text,
  address_id bigint,
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

create table addresses (
  id bigserial primary key,
  address1 varchar(255), address2 varchar(255), address3 varchar(255),
  city varchar(255), state varchar(255), postal_code varchar(64), country varchar(255),
  created_at timestamp(6), updated_at timestamp(6)
);

create table account_users (
  id bigserial primary key,
  account_id bigint, user_id bigint, company_id bigint,
  role varchar(32),                       -- admin, member, null
  status varchar(32),                     -- active, disabled, invited, null
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

create table projects (
  id bigserial primary key,
  guid char(36) not null unique,
  account_id bigint,
  hq_identifier char(36),                 -- set when the project exists in HQ already
  name varchar(512), identifier varchar(255), description text, ptype varchar(255),
  status varchar(32), is_active boolean, is_trial boolean, template boolean,
  cost numeric(15,2), cost_currency varchar(16),
  start_date date, completion_date date,
  time_zone varchar(64), locale varchar(16),
  address_id bigint, owner_id bigint,     -- owner_id is a company
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

create table project_companies (
  id bigserial primary key,
  project_id bigint, company_id bigint,
  created_at timestamp(6), updated_at timestamp(6)
);

-- A person on a project.
create table contacts (
  id bigserial primary key,
  guid char(36) not null unique,
  project_id bigint, user_id bigint, company_id bigint,
  roles varchar(1024),                    -- comma-joined: 'document_manager,photo_viewer,contractor'
  project_admin boolean, junior boolean, key_contact boolean,
  status varchar(32),
  created_at timestamp(6), updated_at timestamp(6), deleted_at timestamp(6)
);

create table free_trials (
  id bigserial primary key,
  account_id bigint, project_id bigint,
  requested_by_email varchar(255),
  starts_on date, expires_on date, converted_at timestamp(6),
  created_at timestamp(6), updated_at timestamp(6)
);

-- Out of the migration's scope; kept to prove that nothing else is touched.
create table areas (
  id bigserial primary key, project_id bigint, parent_id bigint, name varchar(255), path varchar(1024), position integer,
  created_at timestamp(6), updated_at timestamp(6)
);
create table schema_migrations (version varchar(255) primary key);

create index index_account_users_on_account_id on account_users (account_id);
create index index_account_users_on_user_id on account_users (user_id);
create index index_companies_on_account_id on companies (account_id);
create index index_projects_on_account_id on projects (account_id);
create index index_project_companies_on_project_id on project_companies (project_id);
create index index_contacts_on_project_id on contacts (project_id);
create index index_contacts_on_user_id on contacts (user_id);
create index index_users_on_email on users (email);
create index index_areas_on_project_id on areas (project_id);
