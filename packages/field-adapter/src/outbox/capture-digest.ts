import { createHash } from 'node:crypto';
import { captureTable } from './capture-triggers.ts';
import { capturedTables } from './captured-tables.ts';
import { takeFunction } from './take-function.ts';

/** Tells the triggers and functions that this release installs in Field from those of another one. */
export const captureDigest = createHash('sha256')
  .update([...capturedTables.map(captureTable), takeFunction].join('\n'))
  .digest('hex');
