import { readdir, readFile } from 'node:fs/promises';
import parse from '@changesets/parse';
import type { Bump } from '@hq-field/contracts/compatibility';
import { type Checkout, packageName } from './checkout.ts';
import { UsageError } from './tool-error.ts';

/** A changeset that waits for the next version of the contract. */
export interface PendingChange {
  file: string;
  bump: Bump;
  summary: string;
}

/** The changesets of the contract that wait, by file name. */
export async function pendingChanges(checkout: Checkout): Promise<PendingChange[]> {
  const files = (await readdir(checkout.changesets)).filter((name) => name.endsWith('.md') && name !== 'README.md').sort();
  const pending: PendingChange[] = [];
  for (const file of files) {
    const { releases, summary } = parsed(file, await readFile(`${checkout.changesets}/${file}`, 'utf8'));
    const release = releases.find(({ name }) => name === packageName);
    if (release === undefined || release.type === 'none') continue;
    pending.push({ file: `.changeset/${file}`, bump: release.type, summary });
  }
  return pending;
}

function parsed(file: string, text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (cause) {
    throw new UsageError(`.changeset/${file} is no changeset. Remove it, and run: pnpm changeset`, { cause });
  }
}

/** What the text of a major change lacks: its readers must learn why they have to move, and how. */
export function lacksOfMajor({ file, bump, summary }: PendingChange): string[] {
  if (bump !== 'major') return [];
  const says = (word: string) => new RegExp(`^\\W*${word}\\b.*\\w`, 'mu').test(summary);
  return ['WHY', 'HOW']
    .filter((word) => !says(word))
    .map(
      (word) => `${file} announces a major version and has no line that begins with ${word}. Edit it: WHY it must be, and HOW to follow`,
    );
}
