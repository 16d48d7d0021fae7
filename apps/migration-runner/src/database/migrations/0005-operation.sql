-- Settings of the throttle are limits of all hosts together.
alter table migration.throttle
  -- records of a batch at most
  add batch_size integer not null default 1000 check (batch_size between 1 and 1000),
  add records_per_second integer check (records_per_second >= 1),
  -- every host ends, and none starts
  add killed boolean not null default false,
  -- workers and fibres are set by measurement, up to the ceilings
  add automatic boolean not null default false,
  add ceiling_workers integer not null default 8 check (ceiling_workers >= 1),
  add ceiling_fibres integer not null default 32 check (ceiling_fibres >= 1),
  -- when the elected host last decided
  add automatic_at timestamptz,
  -- hosts that began before end when what they have in hand is delivered
  add drained_at timestamptz,
  -- an override: what stands in revert comes back then
  add expires_at timestamptz,
  add revert jsonb;
alter table migration.throttle_history
  add batch_size integer not null default 1000,
  add records_per_second integer,
  add killed boolean not null default false,
  add automatic boolean not null default false,
  add ceiling_workers integer not null default 8,
  add ceiling_fibres integer not null default 32,
  add drained_at timestamptz,
  add expires_at timestamptz,
  add revert jsonb;

-- Hours in which nothing is sent; each begins when its cron line says so, in its time zone.
create table migration.quiet_hours (
  id integer generated always as identity primary key,
  cron text not null,
  minutes integer not null check (minutes between 1 and 10080),
  time_zone text not null,
  reason text not null,
  actor text not null,
  since timestamptz not null default now()
);

-- What the automatic throttle did, and why; holds are kept when their reason is another one than before.
create table migration.throttle_steps (
  at timestamptz not null default clock_timestamp(),
  host uuid not null,
  action text not null check (action in ('grow', 'hold', 'halve')),
  workers integer not null,
  fibres integer not null,
  reason text not null,
  readings jsonb not null
);
create index throttle_steps_at on migration.throttle_steps (at);

alter table migration.hosts
  -- it ended in good order
  add ended_at timestamptz,
  -- the throttle as it stands for this host, and what HQ's answers showed it
  add state jsonb not null default '{}';
create index hosts_seen on migration.hosts (seen_at) where ended_at is null;

-- Where the run stood, every few seconds; the forecast and the trend since yesterday come from it.
create table migration.progress (
  at timestamptz primary key default clock_timestamp(),
  -- whether accounts were being walked
  working boolean not null,
  -- records sent by walks, and accounts that were walked, since the beginning
  records bigint not null,
  accounts integer not null,
  -- what is not walked yet, enqueued or not
  left_records bigint not null,
  left_accounts integer not null,
  outbox integer not null,
  quarantined integer not null,
  failed integer not null,
  dead integer not null,
  workers integer not null,
  fibres integer not null,
  -- what the forecast said then, in seconds from then; null: it could not say
  eta_low double precision,
  eta double precision,
  eta_high double precision
);

-- How long each phase of each run took.
create table migration.timings (
  id bigint generated always as identity primary key,
  run text not null,
  phase text not null,
  begun_at timestamptz not null,
  seconds double precision not null,
  -- 0 done, 1 findings or failed checks, 2 wrong usage, 3 it could not run
  exit_code integer not null
);
create index timings_phase on migration.timings (phase, begun_at);
