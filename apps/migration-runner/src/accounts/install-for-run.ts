import { captureStatus, type FieldDatabase, installCapture, stopFollowing } from '@hq-field/field-adapter';
import type { AccountStore } from './account-store.ts';

/**
 * Installs capture. Where it was not there, or was switched off for a table, what was copied before may have changed unseen: it is wanted once
 * more, and that is kept first. Triggers that another release has left out are no such gap.
 */
export async function installForRun(field: FieldDatabase, store: AccountStore, onStep: (step: string) => void): Promise<void> {
  const { installed, isCurrent, blind } = await captureStatus(field);
  const isBlind = isCurrent && blind.length > 0;
  if (isBlind) await stopFollowing(field);
  if (!installed || isBlind) {
    const again = await store.wantAgain();
    if (again > 0) onStep(`${again} accounts are sent once more: changes of ${isBlind ? blind.join(', ') : 'Field'} were not seen`);
  }
  await installCapture(field, { onStep });
}
