-- Its next walk sends everything once more, each record with a version; for accounts that are live.
alter table migration.accounts add column again boolean not null default false;
