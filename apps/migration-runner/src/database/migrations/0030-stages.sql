-- Where the release stands: one row. While it moves, where to and which way; a move that was killed is found here.
create table migration.release (
  is_only boolean primary key default true check (is_only),
  stage text not null default 'prepared',
  moving_to text,
  direction text check (direction in ('forward', 'back')),
  -- accounts that go first, chosen once
  chosen text[] not null default '{}',
  check ((moving_to is null) = (direction is null))
);
insert into migration.release default values;

-- Every move, also one that was not ended: who, why, what was overridden, and how long it took.
create table migration.release_moves (
  id bigint generated always as identity primary key,
  from_stage text not null,
  to_stage text not null,
  direction text not null check (direction in ('forward', 'back')),
  actor text not null,
  reason text not null,
  begun_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- what the entry checks measured
  checks jsonb not null,
  -- they failed, and somebody went on all the same
  is_overridden boolean not null default false
);

-- What was done in a move, in its order. `found`: it stood so already, so nothing was done.
create table migration.release_actions (
  move_id bigint not null references migration.release_moves,
  action text not null,
  outcome text not null check (outcome in ('done', 'found')),
  seconds double precision not null,
  at timestamptz not null default clock_timestamp()
);
create index release_actions_move on migration.release_actions (move_id);

-- Ends of the smoke tests.
create table migration.smoke_runs (
  at timestamptz primary key default clock_timestamp(),
  is_hq_enabled boolean not null,
  flows text[] not null,
  failed text[] not null
);
