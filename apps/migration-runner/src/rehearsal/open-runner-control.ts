import type { RehearsalContext } from './rehearsal-context.ts';
import type { RunnerControl } from './runner-control.ts';

export async function openRunnerControl(_context: RehearsalContext): Promise<RunnerControl> {
  throw new Error('not yet');
}
