import { childEnvironment, type RehearsalContext, scripts } from '../rehearsal-context.ts';

/** Field's users go on working: the change stream of apps/field runs until `drain` stops it. */
export async function letChangesFlow(context: RehearsalContext): Promise<string> {
  const { rate, seed } = context.options;
  context.cast.changes = context.children.start('field-changes', scripts.field, {
    arguments: ['changes', '--rate', String(rate), '--seed', String(seed)],
    env: childEnvironment(context),
  });
  return `${rate} changes a second, from now until everything is delivered`;
}
