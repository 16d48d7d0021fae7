-- One row an account of Field, and one for what belongs to none.
create table migration.accounts (
  external_id text collate "C" primary key,
  deleted boolean not null default false,
  -- about as many records as it has
  size integer not null default 0,
  state text not null default 'planned' check (state in ('planned', 'backfilling', 'catching-up', 'live', 'failed')),
  -- why it failed
  reason text,
  -- where its backfill resumes
  checkpoint jsonb,
  -- place in Field's outbox that must be drained before it is live
  outbox_mark numeric,
  lease_holder uuid,
  lease_until timestamptz,
  attempts integer not null default 0,
  records bigint not null default 0,
  enqueued_at timestamptz,
  started_at timestamptz,
  walked_at timestamptz,
  live_at timestamptz
);
create index accounts_open on migration.accounts (state) where state in ('backfilling', 'catching-up');

-- Settings that may change while hosts run; one row, its history beside it.
create table migration.throttle (
  only_row boolean primary key default true check (only_row),
  workers integer not null default 2 check (workers >= 0),
  fibres integer not null default 4 check (fibres >= 1),
  paused boolean not null default false,
  reason text not null default 'initial settings',
  actor text not null default 'migration-runner',
  since timestamptz not null default now()
);
insert into migration.throttle default values;
create table migration.throttle_history (like migration.throttle including defaults);
alter table migration.throttle_history drop column only_row;

-- Whether accounts that appear in Field are migrated as they come (set by enqueue --all).
create table migration.settings (only_row boolean primary key default true check (only_row), takes_new_accounts boolean not null default false);
insert into migration.settings default values;

-- What each process that works says of itself, once a second.
create table migration.hosts (
  id uuid primary key,
  name text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  figures jsonb not null
);
