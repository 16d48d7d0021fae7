-- The model of HQ. Text that is a key compares bytewise (collate "C"), so that its order is the same on every server.
-- external_id is null for a row that HQ did not get from Field. Keys of unique values stand in columns of their own, and
-- their constraints are deferred: inside a transaction two rows may hold one value while they swap.

create table accounts (
  id uuid primary key,
  external_id text collate "C" unique,
  source_version bigint not null default 0,
  name text not null,
  kind text not null check (kind in ('paid', 'trial')),
  trial_ends_on date,
  status text not null check (status in ('active', 'suspended', 'closed')),
  country text,
  timezone text,
  language text,
  currency text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  external_id text collate "C" unique,
  source_version bigint not null default 0,
  email text not null,
  autodesk_id text,
  oxygen_uid text,
  first_name text,
  last_name text,
  phone text,
  job_title text,
  status text not null check (status in ('active', 'disabled', 'invited')),
  uid_key text collate "C",
  email_key text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_uid_key unique (uid_key) deferrable initially deferred,
  constraint users_email_key unique (email_key) deferrable initially deferred
);

create table companies (
  id uuid primary key,
  external_id text collate "C" unique,
  source_version bigint not null default 0,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  trade text,
  category text,
  address_line_1 text,
  address_line_2 text,
  city text,
  state_or_province text,
  postal_code text,
  country text,
  phone text,
  website_url text,
  description text,
  tax_id text,
  erp_id text,
  name_key text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint companies_name_key unique (account_id, name_key) deferrable initially deferred
);

create table projects (
  id uuid primary key,
  external_id text collate "C" unique,
  source_version bigint not null default 0,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  job_number text,
  project_type text not null,
  status text not null check (status in ('pending', 'active', 'inactive', 'archived')),
  start_date date not null,
  end_date date not null,
  value numeric(15, 2) not null check (value >= 0),
  currency text not null,
  timezone text,
  language text,
  address_line_1 text,
  address_line_2 text,
  city text,
  state_or_province text,
  postal_code text,
  country text,
  construction_type text,
  contract_type text,
  template boolean not null,
  trial boolean not null,
  live_name_key text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (start_date < end_date),
  constraint projects_live_name_key unique (account_id, live_name_key) deferrable initially deferred
);

-- A join has no external_id of its own: it is `<parent>:<parent>`, so that it follows when a parent goes over to another one.
create table account_members (
  account_id uuid not null references accounts on delete cascade,
  user_id uuid not null references users on delete cascade,
  source_version bigint not null default 0,
  role text not null check (role in ('account_admin', 'account_user')),
  status text not null check (status in ('active', 'inactive', 'pending')),
  company_id uuid references companies on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, user_id)
);

create index account_members_user on account_members (user_id);
create index account_members_company on account_members (company_id) where company_id is not null;

create table project_companies (
  project_id uuid not null references projects on delete cascade,
  company_id uuid not null references companies on delete cascade,
  source_version bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (project_id, company_id)
);

create index project_companies_company on project_companies (company_id);

-- account_id is the project's account; with it a project member is an account member by foreign key, and the user's own
-- foreign key is implied.
create table project_members (
  project_id uuid not null references projects on delete cascade,
  user_id uuid not null,
  account_id uuid not null,
  source_version bigint not null default 0,
  access_level text not null check (access_level in ('project_admin', 'project_user')),
  roles text[] not null,
  services text[] not null,
  company_id uuid references companies on delete set null,
  status text not null check (status in ('active', 'inactive')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (project_id, user_id),
  foreign key (account_id, user_id) references account_members on delete cascade
);

create index project_members_account_member on project_members (account_id, user_id);
create index project_members_company on project_members (company_id) where company_id is not null;
