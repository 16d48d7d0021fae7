import { AccountStore } from '../accounts/account-store.ts';
import { openRunner } from '../database/open-runner.ts';
import { foretoldAfter } from '../forecast/progress-store.ts';
import { ThrottleStore } from '../throttle/throttle-store.ts';
import { childEnvironment, need, type RehearsalContext } from './rehearsal-context.ts';
import { scripts } from '../processes/scripts.ts';
import type { Lag } from './report-model.ts';
import type { RunnerControl } from './runner-control.ts';

/** The runner's own database, and its commands as processes. */
export async function openRunnerControl(context: RehearsalContext): Promise<RunnerControl> {
  const runner = await openRunner(need(context, 'databases').urls.runner, { max: 3 });
  const store = new AccountStore(runner);
  const throttle = new ThrottleStore(runner);

  /** Runs `migrate <words> --json` and returns its answer. */
  async function command(words: string[]): Promise<unknown> {
    let answer: unknown = null;
    const child = context.children.start(`runner-${words[0] ?? ''}`, scripts.runner, {
      arguments: [...words, '--json'],
      env: childEnvironment(context),
      ends: true,
      onLine: (line) => {
        if (line.startsWith('{')) answer = JSON.parse(line);
      },
    });
    await child.done();
    return answer;
  }

  async function lag(): Promise<Lag | null> {
    const hosts = await runner<
      { live: { changes: number; p50Ms: number | null; p99Ms: number | null } }[]
    >`select figures -> 'live' as live from migration.hosts`;
    const measured = hosts.map((host) => host.live).filter((live) => live.changes > 0);
    if (measured.length === 0) return null;
    return {
      count: measured.reduce((sum, live) => sum + live.changes, 0),
      p50: Math.max(...measured.map((live) => live.p50Ms ?? 0)),
      p99: Math.max(...measured.map((live) => live.p99Ms ?? 0)),
    };
  }

  /** Of the host that works now, over its last minute. */
  async function lagNow(): Promise<Lag | null> {
    const [host] = await runner<{ live: { lastMinuteP50Ms: number | null; lastMinuteP99Ms: number | null; changes: number } }[]>`
      select figures -> 'live' as live from migration.hosts where ended_at is null order by seen_at desc limit 1`;
    if (host === undefined || host.live.lastMinuteP50Ms === null || host.live.lastMinuteP99Ms === null) return null;
    return { count: host.live.changes, p50: host.live.lastMinuteP50Ms, p99: host.live.lastMinuteP99Ms };
  }

  return {
    enqueueSmoke: async (accounts) => ((await command(['enqueue', '--smoke', String(accounts)])) as { accounts: string[] }).accounts,
    enqueueAll: async () => ((await command(['enqueue', '--all'])) as { enqueued: number }).enqueued,
    setThrottle: async (settings) => void (await throttle.set({ ...settings, actor: 'rehearsal' })),
    accountsByState: () => store.byState(),
    walkedRecords: () => store.records(),
    live: () => store.live(),
    look: (accounts) => store.look(accounts),
    lag,
    lagNow,
    foretold: () => foretoldAfter(runner, 0.1),
    close: () => runner.end({ timeout: 2 }),
  };
}
