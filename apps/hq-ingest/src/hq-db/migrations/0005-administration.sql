-- Who keeps the administration of an account: one row an account once it has been moved, absent means Field at epoch 0. No foreign key: an
-- account that is deleted and comes back goes on from its epoch, so that a form of before is never taken for one of after.
create table authorities (
  account_id uuid primary key,
  owner text collate "C" not null check (owner in ('field', 'hq')),
  epoch bigint not null check (epoch > 0),
  actor text not null,
  reason text not null,
  moved_at timestamptz not null default clock_timestamp()
);

create index authorities_of_hq on authorities (account_id) where owner = 'hq';

-- Every change of the administration that HQ has made: who, when, what, before and after; and with its idempotency key the answer that
-- was given, for whoever asks again. Written in the transaction of the change.
create table administration_changes (
  id bigint generated always as identity primary key,
  idempotency_key uuid not null unique,
  body_sha256 text collate "C" not null,
  answer text not null,
  account_id uuid not null,
  epoch bigint not null,
  actor_id uuid,
  actor text,
  what text collate "C" not null check (what in ('added', 'changed', 'removed')),
  entity text collate "C" not null check (entity in ('account', 'accountMember', 'company', 'project', 'projectMember', 'authority')),
  record_id text collate "C" not null,
  before jsonb,
  after jsonb,
  at timestamptz not null default clock_timestamp()
);

create index administration_changes_account on administration_changes (account_id, id);

-- What HQ has put to Field and Field has acknowledged: the proof that the way back works.
create table provisioning_arrivals (
  entity text collate "C" not null check (entity in ('account', 'project')),
  record_id uuid not null,
  external_id text collate "C" not null,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (entity, record_id)
);
