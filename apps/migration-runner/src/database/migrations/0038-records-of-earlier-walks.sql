-- Records that were sent before everything of the account was wanted once more; those of its last walk are the rest of its records. It may be there: for a while this was 0040.
alter table migration.accounts add column if not exists records_before bigint not null default 0;
