import { writeFileSync } from 'node:fs';
import { contractLock, digestOfLock } from './contract-lock.ts';

// `pnpm contract lock`: writes the lock and its digest, which system.hello states.
if (process.argv[2] !== 'lock' || process.argv.length > 3) {
  process.stderr.write('Usage: pnpm contract lock\n');
  process.exit(2);
}
const lock = contractLock();
writeFileSync(new URL('../../contract.lock.json', import.meta.url), lock);
writeFileSync(
  new URL('../v1/lock-digest.ts', import.meta.url),
  `/** SHA-256 of contract.lock.json. Written by \`pnpm contract lock\`. */\nexport const lockDigest = '${digestOfLock(lock)}';\n`,
);
process.stdout.write('Wrote contract.lock.json and src/v1/lock-digest.ts. Add a changeset that says what changed: pnpm changeset\n');
