import type { ContractLock, JsonSchema, SampleTable } from '../lock/lock-shape.ts';
import { type Finding, finding } from './finding.ts';
import type { Side } from './rules.ts';

/** The samples of two versions. A version that was frozen before there were any says nothing. */
export interface ComparedSamples {
  before: ContractLock['samples'];
  after: ContractLock['samples'];
}

/** What one place makes of the samples that both versions asked it with: what a refinement or a transform does stands in no schema. */
export function compareSamples(side: Side, path: string, before: JsonSchema, after: JsonSchema, samples: ComparedSamples): Finding[] {
  if (before['samples'] === after['samples']) return [];
  const [old, now] = [placeOf(before, samples.before), placeOf(after, samples.after)];
  if (old === null || now === null) return [];
  const changes = changedRecord(old.table, now.table);
  if (changes.length > 0) return compareRecords(side, path, changes, old, now);
  const labels = [...new Set([...old.asked, ...Object.keys(old.table.own ?? {})])];
  const asked = [...labels.map((label) => [label]), ...pairsOf(old.table), ...pairsOf(now.table)];
  const both = asked.flatMap((label) => {
    const [was, is] = [verdict(old, label), verdict(now, label)];
    return was === null || is === null ? [] : [{ label: label.join(', '), was, is }];
  });
  const of = (was: boolean, is: boolean) => both.filter((one) => one.was === was && one.is === is).map(({ label }) => label);
  return [
    ...refusals(side, path, of(true, false)),
    ...acceptances(side, path, of(false, true)),
    ...compareReads(path, of(true, true), old.table, now.table),
  ];
}

/**
 * Records of an object that are not the same: whether each version takes the other's, which it can tell of two fields at most. More is
 * not seen here; a field that takes no longer what stood in the record is found by itself.
 */
function compareRecords(side: Side, path: string, changes: readonly Change[], old: Place, now: Place): Finding[] {
  if (changes.length > 2) return [];
  const [was, is] = [
    changes.map(({ name, was: value }) => `${name} = ${value}`),
    changes.map(({ name, is: value }) => `${name} = ${value}`),
  ];
  return [
    ...refusals(side, path, verdict(now, was) === false ? [was.join(', ')] : []),
    ...acceptances(side, path, verdict(old, is) === false ? [is.join(', ')] : []),
  ];
}

function refusals(side: Side, path: string, labels: readonly string[]): Finding[] {
  return labels.length === 0 ? [] : [finding(`${side}-sample-refused`, path, labels, undefined)];
}

function acceptances(side: Side, path: string, labels: readonly string[]): Finding[] {
  return labels.length === 0 ? [] : [finding(`${side}-sample-accepted`, path, undefined, labels)];
}

interface Place {
  asked: readonly string[];
  table: SampleTable;
}

function placeOf(schema: JsonSchema, samples: ContractLock['samples']): Place | null {
  const table = samples?.tables[String(schema['samples'])];
  if (samples === undefined || table === undefined) return null;
  return { asked: table.base === undefined ? samples.asked : [], table };
}

interface Change {
  name: string;
  was: string;
  is: string;
}

/** The fields that both have and in which the record of an object is another. */
function changedRecord(before: SampleTable, after: SampleTable): Change[] {
  return Object.entries(before.base ?? {}).flatMap(([name, was]) => {
    const is = after.base?.[name];
    return is === undefined || is === was ? [] : [{ name, was, is }];
  });
}

function pairsOf({ pairs = [] }: SampleTable): string[][] {
  return pairs.map(([one, other]) => [one, other]);
}

/** Whether a place takes a sample, or two changes at once; null when it was not asked with it. */
function verdict({ asked, table }: Place, [one = '', other]: readonly string[]): boolean | null {
  const single = (label: string): boolean | null => {
    const own = table.own?.[label];
    if (own !== undefined) return own;
    if (!asked.includes(label)) return null;
    return table.accepts === undefined ? !(table.refuses ?? []).includes(label) : table.accepts.includes(label);
  };
  if (other === undefined) return single(one);
  const [first, second] = [single(one), single(other)];
  if (first === null || second === null) return null;
  const pair = (table.pairs ?? []).find((labels) => labels.includes(one) && labels.includes(other));
  return pair === undefined ? first && second : pair[2];
}

function compareReads(path: string, taken: readonly string[], before: SampleTable, after: SampleTable): Finding[] {
  const labels = [...taken, 'base'];
  const changed = labels.filter((label) => before.reads?.[label] !== after.reads?.[label]);
  const told = (table: SampleTable) => Object.fromEntries(changed.map((label) => [label, table.reads?.[label] ?? 'as it was sent']));
  return changed.length === 0 ? [] : [finding('sample-read-otherwise', path, told(before), told(after))];
}
