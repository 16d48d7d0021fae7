-- Messages of a release plan that went out: who sent each, and when. Kept once.
create table migration.announcements (
  -- the plan's name: another plan has messages of its own
  plan text not null,
  message text not null,
  actor text not null,
  sent_at timestamptz not null,
  kept_at timestamptz not null default clock_timestamp(),
  primary key (plan, message)
);
