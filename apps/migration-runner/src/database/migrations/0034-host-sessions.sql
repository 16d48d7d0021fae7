-- Since when the host has the session of this database that it keeps for as long as it lives; an older release keeps none.
alter table migration.hosts add session_since timestamptz;
