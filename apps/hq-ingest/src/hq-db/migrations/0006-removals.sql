-- What HQ has taken out waits for Field like what it has changed. The record is gone, so its name stays here.
alter table provisioning
  add column is_removed boolean not null default false,
  add column external_id text collate "C";
