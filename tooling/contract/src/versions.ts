import type { Bump } from '@hq-field/contracts/compatibility';

const weight: Record<Bump, number> = { patch: 0, minor: 1, major: 2 };

/** Whether a bump is enough where another is demanded. */
export function isEnough(given: Bump, demanded: Bump): boolean {
  return weight[given] >= weight[demanded];
}

/** The greatest of some bumps; null of none. */
export function greatest(bumps: readonly Bump[]): Bump | null {
  return bumps.reduce<Bump | null>((most, bump) => (most === null || weight[bump] > weight[most] ? bump : most), null);
}

function partsOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split(/[-+]/u)[0]?.split('.').map(Number) ?? [];
  return [major, minor, patch];
}

/** Negative when the first version is older. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** How far a version is ahead of an older one; null when it is not. */
export function bumpBetween(older: string, newer: string): Bump | null {
  if (compareVersions(older, newer) >= 0) return null;
  const [from, to] = [partsOf(older), partsOf(newer)];
  return from[0] !== to[0] ? 'major' : from[1] !== to[1] ? 'minor' : 'patch';
}
