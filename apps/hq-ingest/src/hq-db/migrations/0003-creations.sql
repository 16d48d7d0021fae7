-- Idempotency keys of creations, each bound to the first body that came with it. The answer is kept once HQ holds every record of the
-- creation. Transitional: the table goes with creations.createAccount and creations.createProject.
create table creations (
  idempotency_key uuid primary key,
  body_sha256 text collate "C" not null,
  answer text,
  received_at timestamptz not null default now()
);
