import { contractVersion, type HelloOutput, limits, lockDigest } from '@hq-field/contracts';
import { highestVersion } from '../apply/highest-version.ts';
import type { HandlerContext } from './handler-context.ts';

/** system.hello */
export async function hello({ database, sunsets }: HandlerContext): Promise<HelloOutput> {
  return {
    contractVersion,
    lockDigest,
    serverTime: new Date().toISOString(),
    limits: { ...limits },
    highestVersion: await highestVersion(database.read),
    sunset: sunsets.v1?.toISOString().slice(0, 10) ?? null,
  };
}
