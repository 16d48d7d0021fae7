-- Runs of verify: one row a run, and one a unit of it, which is an account, or '*' for everything at once.
create table migration.verifications (
  id uuid primary key default gen_random_uuid(),
  by text not null,
  -- the accounts that were asked for; null is all
  asked text[],
  -- a round of verify --watch
  is_round boolean not null,
  state text not null default 'running' check (state in ('running', 'passed', 'failed')),
  begun_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create table migration.verification_units (
  verification uuid not null references migration.verifications on delete cascade,
  account text collate "C" not null,
  -- why it is verified: asked, changed, failed, never, sample
  reason text not null,
  holder uuid,
  lease_until timestamptz,
  -- figures of its reading; those of several that were read together stand with the first
  result jsonb,
  done_at timestamptz,
  primary key (verification, account)
);

-- What is held true of each account; '' is what belongs to no account (all people). A failed verdict stays until a pass of everything in the account.
create table migration.verdicts (
  account text collate "C" primary key,
  verdict text not null check (verdict in ('clean', 'failed', 'open')),
  by text not null,
  -- last version drawn in Field, and the time of Field's database, when the reading began
  version bigint not null,
  read_at timestamptz not null,
  since timestamptz not null default clock_timestamp(),
  -- when it was last found equal in everything; null: never
  clean_at timestamptz,
  -- whether changes after that are kept in touched_records
  follows_changes boolean not null default false
);

-- Differences, open until a pass finds them gone. account '' stands for none, key '' for a difference of numbers.
create table migration.findings (
  id bigint generated always as identity primary key,
  account text collate "C" not null,
  entity text not null,
  key text collate "C" not null,
  external_id text collate "C",
  kind text not null,
  fields jsonb not null,
  explanation text not null,
  remedy text not null,
  by text not null,
  version bigint not null,
  read_at timestamptz not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  cleared_at timestamptz,
  -- what reconcile did about it: when it was sent again last, and the difference as it was then
  sent_again_at timestamptz,
  sent_again_for text,
  times_sent_again int not null default 0
);
create unique index findings_open on migration.findings (account, entity, key) where cleared_at is null;

-- Records that Field has changed since their account was last found equal. account '' stands for none.
create table migration.touched_records (
  account text collate "C" not null,
  entity text not null,
  external_id text collate "C" not null,
  taken_at timestamptz not null default clock_timestamp(),
  primary key (account, entity, external_id)
);

-- Records in quarantine that somebody answers for: they stay out of HQ, and are counted apart for ever.
create table migration.quarantine_acceptances (
  entity text not null,
  external_id text collate "C" not null,
  code text not null,
  message text not null,
  account text collate "C",
  reason text not null,
  name text not null,
  accepted_at timestamptz not null default clock_timestamp(),
  primary key (entity, external_id, code)
);
