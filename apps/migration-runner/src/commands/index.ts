import type { Command } from './command.ts';

/** How each command is loaded, in the order of a run. */
const loaders = {
  preflight: async () => (await import('./preflight.ts')).preflight,
  install: async () => (await import('./install.ts')).install,
  enqueue: async () => (await import('./enqueue.ts')).enqueue,
  work: async () => (await import('./work.ts')).work,
  status: async () => (await import('./status.ts')).status,
  queue: async () => (await import('./queue.ts')).queue,
  accounts: async () => (await import('./accounts.ts')).accounts,
  throttle: async () => (await import('./throttle.ts')).throttle,
  gate: async () => (await import('./gate.ts')).gate,
  plan: async () => (await import('./plan.ts')).plan,
  authority: async () => (await import('./authority.ts')).authority,
  stage: async () => (await import('./stage.ts')).stage,
  maintenance: async () => (await import('./maintenance.ts')).maintenance,
  pause: async () => (await import('./pause.ts')).pause,
  resume: async () => (await import('./pause.ts')).resume,
  drain: async () => (await import('./drain.ts')).drain,
  quiet: async () => (await import('./quiet.ts')).quiet,
  kill: async () => (await import('./kill.ts')).kill,
  verify: async () => (await import('./verify.ts')).verify,
  balance: async () => (await import('./balance.ts')).balance,
  reconcile: async () => (await import('./reconcile.ts')).reconcile,
  report: async () => (await import('./report.ts')).report,
  extract: async () => (await import('./extract.ts')).extract,
  quarantine: async () => (await import('./quarantine.ts')).quarantine,
  touch: async () => (await import('./touch.ts')).touch,
  timings: async () => (await import('./timings.ts')).timings,
  versions: async () => (await import('./versions.ts')).versions,
  uninstall: async () => (await import('./uninstall.ts')).uninstall,
  rehearse: async () => (await import('./rehearse.ts')).rehearse,
  drill: async () => (await import('./drill.ts')).drill,
  smoke: async () => (await import('./smoke.ts')).smoke,
  dev: async () => (await import('./dev.ts')).dev,
} satisfies Record<string, () => Promise<Command>>;

export const commandNames: readonly string[] = Object.keys(loaders);

/**
 * The command of that name alone, because loading them all takes most of the time of a short one; all of them when there is no such command, as
 * for help and for a slip of the finger.
 */
export async function loadCommands(name: string | undefined): Promise<Command[]> {
  const named = Object.entries(loaders).filter(([known]) => known === name);
  return Promise.all((named.length > 0 ? named : Object.entries(loaders)).map(([, load]) => load()));
}
