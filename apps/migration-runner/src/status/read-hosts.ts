import type { RunnerDatabase } from '../database/open-runner.ts';
import { isGone } from '../hosts/host-session.ts';
import { silentSeconds } from '../throttle/throttle-store.ts';
import type { HostStatus } from './run-status.ts';

/** Hosts of the last hour that did not end in good order, living or not. */
export async function readHosts(runner: RunnerDatabase): Promise<HostStatus[]> {
  const rows = await runner<HostStatus[]>`
    select name, extract(epoch from clock_timestamp() - seen_at)::float8 as "seenSeconds", seen_at > clock_timestamp() - make_interval(secs => ${silentSeconds}) and not ${isGone(runner)} as "isLiving",
      begun_at is not null as "hasBegun", figures, state
    from migration.hosts where ended_at is null and seen_at > clock_timestamp() - interval '1 hour' order by started_at`;
  return [...rows];
}
