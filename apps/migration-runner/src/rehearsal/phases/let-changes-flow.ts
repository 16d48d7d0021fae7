import { childEnvironment, type RehearsalContext } from '../rehearsal-context.ts';
import { scripts } from '../../processes/scripts.ts';

interface ChangeTotals {
  changes: number;
  errors: number;
  seconds: number;
  byKind?: Record<string, number>;
}

/** Field's users go on working: the change stream of apps/field runs until `drain` stops it. It says once a second what it has done. */
export async function letChangesFlow(context: RehearsalContext): Promise<string> {
  const { rate, seed } = context.options;
  context.cast.changes = context.children.start('field-changes', scripts.field, {
    arguments: ['changes', '--rate', String(rate), '--seed', String(seed), '--json'],
    env: childEnvironment(context),
    onLine(line) {
      if (!line.startsWith('{')) return;
      const { changes, errors, seconds, byKind } = JSON.parse(line) as ChangeTotals;
      const perSecond = seconds === 0 ? 0 : Math.round((changes / seconds) * 10) / 10;
      context.figures.changes = { made: changes, errors, perSecond, byKind: byKind ?? {} };
    },
  });
  return `${rate} changes a second, from now until everything is delivered`;
}
