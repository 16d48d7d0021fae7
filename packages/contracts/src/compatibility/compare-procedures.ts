import type { ContractLock, LockedProcedure } from '../lock/lock-shape.ts';
import type { ComparedSamples } from './compare-samples.ts';
import { compareSchemas } from './compare-schemas.ts';
import { type Finding, finding } from './finding.ts';
import { stableSchema } from './schema-node.ts';

/** Procedures by their path: what went, what came, and what became of those that stayed. */
export function compareProcedures(before: ContractLock, after: ContractLock): Finding[] {
  const now = new Map(after.procedures.map((procedure) => [procedure.path, procedure]));
  const known = new Set(before.procedures.map(({ path }) => path));
  const added = after.procedures.filter(({ path }) => !known.has(path));
  const samples = { before: before.samples, after: after.samples };
  const found: Finding[] = [];
  for (const old of before.procedures) {
    const same = now.get(old.path);
    if (same !== undefined) {
      found.push(...compareProcedure(old, same, samples));
      continue;
    }
    const at = added.findIndex((other) => isAlike(old, other));
    const [renamed] = at === -1 ? [] : added.splice(at, 1);
    found.push(
      renamed === undefined
        ? finding('procedure-removed', old.path, old.kind, undefined)
        : finding('procedure-renamed', old.path, old.path, renamed.path),
    );
  }
  return [...found, ...added.map(({ path, kind }) => finding('procedure-added', path, undefined, kind))];
}

function compareProcedure(before: LockedProcedure, after: LockedProcedure, samples: ComparedSamples): Finding[] {
  const { path } = before;
  const found: Finding[] = [];
  if (before.kind !== after.kind) found.push(finding('procedure-kind-changed', path, before.kind, after.kind));
  if (before.scope !== after.scope)
    found.push(finding(after.scope === null ? 'procedure-scope-dropped' : 'procedure-scope-changed', path, before.scope, after.scope));
  return [
    ...found,
    ...compareSchemas('request', `${path} input`, before.input, after.input, samples),
    ...compareSchemas('response', `${path} output`, before.output, after.output, samples),
  ];
}

function isAlike(one: LockedProcedure, other: LockedProcedure): boolean {
  return (
    one.kind === other.kind &&
    stableSchema(one.input) === stableSchema(other.input) &&
    stableSchema(one.output) === stableSchema(other.output)
  );
}
