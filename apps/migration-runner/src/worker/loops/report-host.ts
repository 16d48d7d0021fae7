import { hostname } from 'node:os';
import type { HostContext } from '../host-context.ts';
import type { HostState } from '../host-state.ts';

/** Says in the runner's database that this host lives, whether it has begun, how its throttle stands, and what it has done. */
export async function reportHost({
  id,
  session,
  runner,
  figures,
  observations,
  allowance,
  fibres,
  gate,
  hands,
  rightOfWay,
  hasBegun,
}: HostContext): Promise<void> {
  const state: HostState = {
    workers: allowance.workers,
    fibres: allowance.fibres,
    fibresForWalks: Math.min(allowance.fibres, rightOfWay.fibresOf(allowance.fibres)),
    inFlight: fibres.inFlight,
    waiting: fibres.waiting,
    wanted: fibres.takePeak(),
    accounts: [...hands].reduce((sum, hand) => sum + hand.jobs.length, 0),
    waitsBecause: gate.reason,
    hq: observations.summary(),
  };
  const sessionSince = await session.keep();
  await runner`
    insert into migration.hosts (id, name, started_at, seen_at, begun_at, session_since, figures, state)
    values (${id}, ${`${hostname()} ${process.pid}`}, clock_timestamp(), clock_timestamp(), case when ${hasBegun} then clock_timestamp() end, ${sessionSince}, ${runner.json({ ...figures.summary() })}, ${runner.json({ ...state, hq: { ...state.hq } })})
    on conflict (id) do update set seen_at = excluded.seen_at, begun_at = coalesce(hosts.begun_at, excluded.begun_at), session_since = excluded.session_since, figures = excluded.figures, state = excluded.state`;
}

/** Says that this host has ended in good order: its part of the throttle falls to the others at once. */
export async function reportEnd({ id, runner }: HostContext): Promise<void> {
  await runner`update migration.hosts set ended_at = clock_timestamp() where id = ${id}`;
}
