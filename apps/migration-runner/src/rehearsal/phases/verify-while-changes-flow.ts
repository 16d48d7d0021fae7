import { readingsToProve } from '../../verification/settle.ts';
import type { RehearsalContext } from '../rehearsal-context.ts';
import { runVerification } from './run-verification.ts';

/** Everything, while Field is being changed: what is merely on its way must not be a finding. */
export async function verifyWhileChangesFlow(context: RehearsalContext): Promise<string> {
  return await runVerification(context, `while changes flow, each difference read ${readingsToProve} times`, null);
}
