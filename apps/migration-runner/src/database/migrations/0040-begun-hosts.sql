-- When the host had an answer to what it asks HQ and the databases first; null while it waits for one, and holds no part of the throttle. One of an older release
-- says nothing of it, and has begun with its first report.
alter table migration.hosts add begun_at timestamptz;
update migration.hosts set begun_at = started_at;
alter table migration.hosts alter begun_at set default clock_timestamp();
