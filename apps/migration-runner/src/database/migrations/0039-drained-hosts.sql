-- Told to end by a drain. Which hosts worked when it was said is no matter of clocks, which may jump back; hosts of an older release go by throttle.drained_at.
alter table migration.hosts add drained boolean not null default false;
