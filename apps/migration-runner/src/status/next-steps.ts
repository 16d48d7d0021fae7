import { concernsOf } from './concerns.ts';
import type { RunStatus } from './run-status.ts';

/** What an operator does next, the most urgent first. Pure. */
export function nextSteps(status: Omit<RunStatus, 'nextSteps'>): string[] {
  const { stage, accounts, hosts, throttle, lastVerification } = status;
  const steps = concernsOf(status).map(({ remedy }) => remedy.replace('pnpm migrate status says under', 'see under'));
  const isNew = (command: string) => !steps.some((step) => step.includes(command));
  if (stage === 'not-installed' && isNew('pnpm migrate install')) steps.push('pnpm migrate preflight, then pnpm migrate install');
  if (stage === 'prepared') steps.push('pnpm migrate enqueue --smoke 5, then pnpm migrate work');
  const works = hosts.some((host) => host.isLiving && host.hasBegun);
  if (works && stage === 'migrating' && throttle.waitsBecause.length === 0 && !throttle.automatic)
    steps.push('pnpm migrate throttle --auto, or raise it by hand while both systems are in tolerance');
  if (stage === 'live' && lastVerification === null && isNew('pnpm migrate verify')) steps.push('pnpm migrate verify');
  if (stage === 'live' && accounts.planned > 0 && isNew('pnpm migrate enqueue --all'))
    steps.push(`pnpm migrate enqueue --all: ${accounts.planned} accounts are not enqueued`);
  // Nothing is wrong with an account that nobody has enqueued yet, so this alone is no concern.
  if (stage === 'live' && lastVerification?.outcome === 'incomplete' && lastVerification.notCompared > 0)
    steps.push(`pnpm migrate verify, when all are live: the last one left out ${lastVerification.notCompared} accounts`);
  if (stage === 'live' && steps.length === 0) steps.push('nothing to do: pnpm migrate queue every day tells when there is');
  if (stage === 'retired' && steps.length === 0) steps.push('nothing to do: nothing of Field is sent any more');
  return [...new Set(steps)];
}
