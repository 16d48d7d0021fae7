-- Told to end by a drain. Which hosts worked when it was said is no matter of clocks, which may jump back; hosts of an older release go by throttle.drained_at. It may be there: for a while this was 0042.
alter table migration.hosts add column if not exists drained boolean not null default false;
