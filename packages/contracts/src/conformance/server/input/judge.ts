import type { ApplyBatchOutput } from '../../../v1/procedures/apply-batch.ts';
import type { Comparison } from '../../report.ts';
import type { Answer } from '../hq-under-test.ts';
import type { Path } from './change.ts';

/** What HQ made of an input: `taken`, or why and where it was refused. */
export type Judgement =
  | { verdict: 'taken' }
  | { verdict: 'refused'; reason: string; at: string }
  | { verdict: 'value_refused'; at: string };

/** Fields that name records: a join whose fields do not fit its externalId is refused as a value, not as an input. */
const naming: ReadonlySet<unknown> = new Set(['externalId', 'account', 'user', 'project', 'company']);

export function judge({ status, data, error }: Answer, path: Path): Judgement {
  if (status === 200) {
    const groups = Object.values((data as Partial<ApplyBatchOutput>).outcomes ?? {});
    const isRefused = groups.flat().some((outcome) => outcome.outcome === 'rejected' && outcome.code === 'value_refused');
    return isRefused && !naming.has(path.at(-1)) ? { verdict: 'value_refused', at: path.join('.') } : { verdict: 'taken' };
  }
  const places = (error?.data?.issues ?? []).map((issue) => issue.path.join('.'));
  const at = places.find((place) => place === path.join('.')) ?? places[0] ?? `(status ${status}, no place named)`;
  return { verdict: 'refused', reason: error?.data?.reason ?? 'none', at };
}

/** Compares the first judgement that is not as it must be, or any when all are. */
export function worst(judgements: readonly Judgement[], path: Path, isTaken: boolean): Comparison {
  const expected: Judgement = isTaken ? { verdict: 'taken' } : { verdict: 'refused', reason: 'request_invalid', at: path.join('.') };
  const wrong = judgements.find((one) => JSON.stringify(one) !== JSON.stringify(expected));
  return { expected, got: wrong ?? judgements[0] };
}
