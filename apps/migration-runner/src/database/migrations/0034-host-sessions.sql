-- Whether the host keeps a session of this database for as long as it lives; an older release does not.
alter table migration.hosts add keeps_session boolean not null default false;
