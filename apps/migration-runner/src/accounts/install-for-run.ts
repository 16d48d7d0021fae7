import { captureStatus, type FieldDatabase, installCapture } from '@hq-field/field-adapter';
import type { AccountStore } from './account-store.ts';

/** Installs capture. Where it was not there, what was copied before may have changed unseen: it is wanted once more, and that is kept first. */
export async function installForRun(field: FieldDatabase, store: AccountStore, onStep: (step: string) => void): Promise<void> {
  const { installed } = await captureStatus(field);
  if (!installed) await store.wantAgain();
  await installCapture(field, { onStep });
}
