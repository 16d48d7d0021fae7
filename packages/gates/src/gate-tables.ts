import { createHash } from 'node:crypto';
import type postgres from 'postgres';

const tables = `
  create schema if not exists gates;
  create table if not exists gates.gates (
    gate text collate "C" primary key,
    value text not null,
    percentage int not null default 100 check (percentage between 0 and 100),
    actor text not null check (actor ~ '\\S'),
    reason text not null check (reason ~ '\\S'),
    since timestamptz not null default clock_timestamp()
  );
  create table if not exists gates.cohorts (
    gate text collate "C" not null references gates.gates,
    account text collate "C" not null check (account ~ '\\S'),
    value text,
    actor text not null check (actor ~ '\\S'),
    reason text not null check (reason ~ '\\S'),
    since timestamptz not null default clock_timestamp(),
    primary key (gate, account)
  );
  create table if not exists gates.history (
    id bigint generated always as identity primary key,
    gate text collate "C" not null,
    account text collate "C",
    value text,
    percentage int,
    before text,
    before_percentage int,
    actor text not null,
    reason text not null,
    at timestamptz not null default clock_timestamp()
  );
  create index if not exists history_gate on gates.history (gate, id);

  alter table gates.gates add column if not exists words text;
  alter table gates.history add column if not exists words text;

  create or replace function gates.keep_gate() returns trigger language plpgsql as $$
  begin
    insert into gates.history (gate, value, percentage, before, before_percentage, words, actor, reason)
    values (new.gate, new.value, new.percentage, case when tg_op = 'UPDATE' then old.value end, case when tg_op = 'UPDATE' then old.percentage end, new.words, new.actor, new.reason);
    perform pg_notify('gates', new.gate);
    return null;
  end $$;
  create or replace function gates.keep_cohort() returns trigger language plpgsql as $$
  begin
    insert into gates.history (gate, account, value, before, actor, reason)
    values (new.gate, new.account, new.value, case when tg_op = 'UPDATE' then old.value end, new.actor, new.reason);
    perform pg_notify('gates', new.gate);
    return null;
  end $$;
  create or replace function gates.refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'gates are set, never deleted, and their history is not changed (pnpm migrate gate set)' using errcode = 'restrict_violation';
  end $$;
  create or replace trigger keep after insert or update on gates.gates for each row execute function gates.keep_gate();
  create or replace trigger keep after insert or update on gates.cohorts for each row execute function gates.keep_cohort();
  create or replace trigger refuse before delete or truncate on gates.gates for each statement execute function gates.refuse();
  create or replace trigger refuse before delete or truncate on gates.cohorts for each statement execute function gates.refuse();
  create or replace trigger refuse before update or delete or truncate on gates.history for each statement execute function gates.refuse();`;
const mark = `hq-field gates ${createHash('sha256').update(tables).digest('hex').slice(0, 16)}`;

/**
 * Creates what is missing of the schema `gates`, in the caller's transaction. History and notification are triggers, so that no
 * change escapes them, also one that somebody makes by hand. Nothing is ever deleted: an account without a value of its own has null.
 * A schema that has the mark of these tables is left alone: to create them again would lock them, against everybody who reads a gate.
 */
export async function createGateTables(sql: postgres.Sql | postgres.TransactionSql): Promise<void> {
  const [schema] = await sql<{ mark: string | null }[]>`select obj_description(to_regnamespace('gates')::oid, 'pg_namespace') as mark`;
  if (schema?.mark === mark) return;
  await sql.unsafe(`${tables}\ncomment on schema gates is '${mark}';`);
}
