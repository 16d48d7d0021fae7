-- Versions of deletions, also of records that HQ never had: a copy that was read before a deletion and arrives after it is
-- stale. hq_id is the id of the deleted row, which a record that comes back gets again.
create table tombstones (
  entity text collate "C" not null,
  external_id text collate "C" not null,
  version bigint not null,
  hq_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (entity, external_id)
);

-- The highest version that HQ holds is the maximum over the slots. Each connection writes a slot of its own, so that
-- batches never wait for each other here.
create table highest_versions (
  slot int primary key,
  version bigint not null
);
