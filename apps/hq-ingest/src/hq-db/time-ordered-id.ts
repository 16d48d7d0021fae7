import { randomUUID } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/** A UUIDv7: 48 bits of time, then a counter within the millisecond, so that new rows stand side by side in an index. */
export function timeOrderedId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  // The tail of a version 4 UUID: variant and 62 random bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${randomUUID().slice(19)}`;
}
