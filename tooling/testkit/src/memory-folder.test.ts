import { statfsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryFolder } from './memory-folder.ts';

const isThere = (() => {
  try {
    return statfsSync('/dev/shm').bavail > 0;
  } catch {
    return false;
  }
})();

describe('a folder in memory', () => {
  test.runIf(isThere)('is taken when it has the room, and not when it has not', () => {
    expect(memoryFolder('/dev/shm', 1)).toBe('/dev/shm');
    expect(memoryFolder('/dev/shm', Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });

  test('is no other file system, and none that is not there', () => {
    expect(memoryFolder('/proc', 0)).toBeUndefined();
    expect(memoryFolder('/not-there', 0)).toBeUndefined();
  });
});
