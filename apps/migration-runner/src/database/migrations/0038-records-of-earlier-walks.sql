-- Records that were sent before everything of the account was wanted once more; those of its last walk are the rest of its records.
alter table migration.accounts add records_before bigint not null default 0;
