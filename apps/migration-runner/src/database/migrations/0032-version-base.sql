-- Where Field's versions began after it was last restored from a backup: kept here, because Field does not remember it after the next one.
alter table migration.settings add column version_base bigint not null default 0;
