import { columnSeparator, rowColumns, rowKeyLength } from '@hq-field/contracts';
import type { Difference, FieldDifference } from './finding.ts';

/**
 * A record that one account lacks and another has too much of was put below the wrong parent: the two are one difference. Joins are named by
 * their parents, so theirs stay two. Pure; order is kept.
 */
export function uniteMoved(differences: readonly Difference[]): Difference[] {
  const extra = new Map<string, Difference>();
  for (const one of differences) if (one.kind === 'extra_in_hq' && isMovable(one)) extra.set(`${one.entity}\n${one.externalId}`, one);
  const used = new Set<Difference>();
  const united = differences.map((one) => {
    const there = one.kind === 'missing_in_hq' && isMovable(one) ? extra.get(`${one.entity}\n${one.externalId}`) : undefined;
    if (there === undefined || there.account === one.account || used.has(there)) return one;
    used.add(there);
    return { ...one, kind: 'wrong_parent' as const, fields: fieldsOf(one, there) };
  });
  return united.filter((one) => !used.has(one));
}

function isMovable({ entity, externalId }: Difference): boolean {
  return externalId !== null && (entity === 'project' || entity === 'company');
}

function fieldsOf(inField: Difference, inHq: Difference): FieldDifference[] {
  const names = rowColumns[inField.entity].slice(0, rowKeyLength[inField.entity]);
  const [ours, theirs] = [inField.key.split(columnSeparator), inHq.key.split(columnSeparator)];
  const others = names.filter((name, at) => name !== 'account' && ours[at] !== theirs[at]);
  return [
    { name: 'account', inField: inField.account, inHq: inHq.account },
    ...others.map((name) => ({
      name,
      inField: ours[names.indexOf(name as never)] ?? null,
      inHq: theirs[names.indexOf(name as never)] ?? null,
    })),
  ];
}
