import type { ContractLock } from '../lock/lock-shape.ts';
import { type Finding, finding } from './finding.ts';

/** Outcomes, reason codes, keys, limits, and what stands round every request. */
export function compareWords(before: ContractLock, after: ContractLock): Finding[] {
  return [
    ...compareOutcomes(before.outcomes, after.outcomes),
    ...compareCodes(before.reasonCodes, after.reasonCodes),
    ...compareStatuses(before.statuses ?? {}, after.statuses ?? {}),
    ...compareVersions(before.versions ?? {}, after.versions ?? {}),
    ...compareKeys(before.keys, after.keys),
    ...compareLimits(before.limits, after.limits),
    ...compareWire(before.wire, after.wire),
  ];
}

function compareOutcomes(before: readonly string[], after: readonly string[]): Finding[] {
  return [
    ...before.filter((name) => !after.includes(name)).map((name) => finding('outcome-removed', `outcome ${name}`, name, undefined)),
    ...after.filter((name) => !before.includes(name)).map((name) => finding('outcome-added', `outcome ${name}`, undefined, name)),
  ];
}

function compareCodes(before: ContractLock['reasonCodes'], after: ContractLock['reasonCodes']): Finding[] {
  const found: Finding[] = [];
  for (const [code, fate] of Object.entries(before)) {
    const now = after[code];
    if (now === undefined) found.push(finding('reason-code-removed', `reason code ${code}`, fate, undefined));
    else if (now !== fate) found.push(finding('reason-code-fate-changed', `reason code ${code}`, fate, now));
  }
  for (const [code, fate] of Object.entries(after))
    if (before[code] === undefined) found.push(finding('reason-code-added', `reason code ${code}`, undefined, fate));
  return found;
}

/** Codes whose status both versions say. One that comes or goes is found as a reason code. */
function compareStatuses(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(before)
    .filter(([code, status]) => after[code] !== undefined && after[code] !== status)
    .map(([code, status]) => finding('status-changed', `status of ${code}`, status, after[code]));
}

/** Which versions understand each other, of the pairs that both locks ask for. */
function compareVersions(before: Readonly<Record<string, boolean>>, after: Readonly<Record<string, boolean>>): Finding[] {
  return Object.entries(before)
    .filter(([pair, isTaken]) => after[pair] !== undefined && after[pair] !== isTaken)
    .map(([pair, isTaken]) => finding(isTaken ? 'version-match-narrowed' : 'version-match-widened', `version ${pair}`, isTaken, !isTaken));
}

/** Keys of the same names. A name that comes says nothing; one that goes can no longer be held to its key. */
function compareKeys(before: ContractLock['keys'], after: ContractLock['keys']): Finding[] {
  return Object.entries(before).flatMap(([kind, samples]) => {
    const changed = Object.entries(samples).filter(([name, key]) => after[kind]?.[name] !== key);
    return changed.map(([name, key]) =>
      finding('key-semantics-changed', `${kind} key of ${JSON.stringify(name)}`, key, after[kind]?.[name]),
    );
  });
}

function compareLimits(before: ContractLock['limits'], after: ContractLock['limits']): Finding[] {
  const found: Finding[] = [];
  for (const [name, old] of Object.entries(before)) {
    const now = after[name];
    const path = `limit ${name}`;
    if (now === undefined) found.push(finding('limit-removed', path, old, undefined));
    else if (now !== old) found.push(finding(now < old ? 'limit-lowered' : 'limit-raised', path, old, now));
  }
  for (const [name, now] of Object.entries(after))
    if (before[name] === undefined) found.push(finding('limit-added', `limit ${name}`, undefined, now));
  return found;
}

function compareWire(before: ContractLock['wire'], after: ContractLock['wire']): Finding[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .flatMap((name) => {
      const [old, now] = [before[name], after[name]];
      if (old !== undefined && now !== undefined && listsOfWire.has(name)) return compareLists(`wire ${name}`, old, now);
      return [finding(old === undefined ? 'wire-added' : 'wire-changed', `wire ${name}`, old, now)];
    });
}

/** Parts of the wire that are lists of words, one space between two. */
const listsOfWire: ReadonlySet<string> = new Set(['scopes', 'laterScopes', 'fieldScopes']);

function compareLists(path: string, before: string, after: string): Finding[] {
  const [old, now] = [before.split(' '), after.split(' ')];
  return [
    ...old.filter((word) => !now.includes(word)).map((word) => finding('wire-changed', path, word, undefined)),
    ...now.filter((word) => !old.includes(word)).map((word) => finding('wire-added', path, undefined, word)),
  ];
}
