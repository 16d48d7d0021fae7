-- Since when the host has the session of this database that it keeps for as long as it lives; an older release keeps none. It may be there: for a while 0034 made it.
alter table migration.hosts drop column if exists keeps_session, add column if not exists session_since timestamptz;
