import { captureStatus, type CaptureStatus, type FieldDatabase, installCapture, stopFollowing } from '@hq-field/field-adapter';
import type { AccountStore } from './account-store.ts';

/**
 * Installs capture. Where it was not there, or was switched off for a table, what was copied before may have changed unseen: it is wanted once
 * more, and that is kept first. Triggers that another release has left out are no such gap. Where it was not there Field's sequence begins anew too,
 * behind what HQ holds, and it is kept that it must be advanced. A person does that: from here, Field that had its capture uninstalled looks like
 * one that was restored from a backup, or like another one.
 */
export async function installForRun(field: FieldDatabase, store: AccountStore, onStep: (step: string) => void): Promise<void> {
  const { installed, isCurrent, blind } = await captureStatus(field);
  const isBlind = isCurrent && blind.length > 0;
  if (isBlind) await stopFollowing(field);
  if (!installed || isBlind) {
    const again = await store.wantAgain();
    if (again > 0) onStep(`${again} accounts are sent once more: changes of ${isBlind ? blind.join(', ') : 'Field'} were not seen`);
    if (again > 0 && !installed) await store.drawVersionBase(0);
  }
  await installCapture(field, { onStep });
}

/** Whether Field has drawn less than what its versions were to begin with. Tells nothing of a Field whose versions never had to be advanced; HQ is not asked. */
export async function areVersionsBehind({ installed, lastVersion }: CaptureStatus, store: AccountStore): Promise<boolean> {
  return installed && lastVersion < (await store.versionBase());
}
