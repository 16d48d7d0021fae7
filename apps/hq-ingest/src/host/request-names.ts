import { extractNames } from '@hq-field/contracts';
import type { ServedContract } from './served-contracts.ts';

/**
 * Gives the name under which the request of a path stands in metrics, traces and the log. Only what HQ serves has a name of its own; the
 * rest is `other`, or whoever asks for one path after the other, without a token, fills the memory of HQ and of who reads its metrics.
 */
export function requestNames(contracts: readonly ServedContract[]): (path: string) => string {
  const names = new Map<string, string>();
  for (const page of ['healthz', 'readyz', 'metrics']) names.set(`/${page}`, page);
  for (const name of extractNames) names.set(`/extracts/${name}.csv`, `${name}.csv`);
  for (const { procedures } of contracts) for (const { path } of procedures) names.set(`/trpc/${path}`, path);
  return (path) => names.get(path) ?? 'other';
}
