-- What HQ's own people have created or changed and Field has not acknowledged: one row a record, written in the transaction of the change.
-- It names the record, not its state: a delivery reads what HQ holds then. `change` grows with each change, so that an acknowledgement
-- takes away only what its delivery has read.
create table provisioning (
  entity text collate "C" not null check (entity in ('account', 'project')),
  record_id uuid not null,
  administrator_id uuid,
  change bigint not null default 1,
  since timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  claimed_until timestamptz,
  waits_because text,
  refused_because text,
  primary key (entity, record_id)
);

-- Drawn before a state is read, so that Field can tell which of two deliveries has read later.
create sequence provisioning_revisions as bigint;
