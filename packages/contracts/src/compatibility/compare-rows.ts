import type { ContractLock } from '../lock/lock-shape.ts';
import { type Finding, finding } from './finding.ts';
import { stable } from './schema-node.ts';

type Part = 'extract' | 'row';

/** Extracts and rows: what both systems write must be the same line, so that every change of a column breaks the comparison. */
export function compareRows(before: ContractLock, after: ContractLock): Finding[] {
  return [...compareExtracts(before, after), ...compareEntities(before, after), ...compareForms(before, after)];
}

function compareExtracts(before: ContractLock, after: ContractLock): Finding[] {
  const found: Finding[] = [];
  for (const [name, old] of Object.entries(before.extracts)) {
    const path = `extract ${name}`;
    const now = after.extracts[name];
    if (now === undefined) {
      found.push(finding('extract-removed', path, old.columns, undefined));
      continue;
    }
    if (old.entity !== now.entity) found.push(finding('extract-entity-changed', path, old.entity, now.entity));
    found.push(...compareColumns('extract', path, old.columns, now.columns));
  }
  for (const [name, now] of Object.entries(after.extracts))
    if (before.extracts[name] === undefined) found.push(finding('extract-added', `extract ${name}`, undefined, now.columns));
  return found;
}

function compareEntities(before: ContractLock, after: ContractLock): Finding[] {
  const found: Finding[] = [];
  for (const [entity, old] of Object.entries(before.rows)) {
    const path = `rows of ${entity}`;
    const now = after.rows[entity];
    if (now === undefined) {
      found.push(finding('row-entity-removed', path, old.columns, undefined));
      continue;
    }
    const names = (columns: readonly { name: string }[]) => columns.map(({ name }) => name);
    found.push(...compareColumns('row', path, names(old.columns), names(now.columns)));
    if (stable(old.key) !== stable(now.key)) found.push(finding('row-key-changed', path, old.key, now.key));
    for (const { name, form } of old.columns) {
      const other = now.columns.find((column) => column.name === name);
      if (other !== undefined && other.form !== form) found.push(finding('column-form-changed', `${path} ${name}`, form, other.form));
    }
  }
  for (const [entity, now] of Object.entries(after.rows))
    if (before.rows[entity] === undefined) found.push(finding('row-entity-added', `rows of ${entity}`, undefined, now.columns));
  return found;
}

function compareColumns(part: Part, path: string, before: readonly string[], after: readonly string[]): Finding[] {
  const removed = before.filter((name) => !after.includes(name));
  const added = after.filter((name) => !before.includes(name));
  const stayed = (names: readonly string[], others: readonly string[]) => names.filter((name) => others.includes(name));
  const [old, now] = [stayed(before, after), stayed(after, before)];
  return [
    ...removed.map((name) => finding(`${part}-column-removed`, `${path} ${name}`, name, undefined)),
    ...added.map((name) => finding(`${part}-column-added`, `${path} ${name}`, undefined, name)),
    ...(stable(old) === stable(now) ? [] : [finding(`${part}-column-reordered`, path, old, now)]),
  ];
}

/** A form that no column used before cannot have changed anything; a form that went is seen at its columns. */
function compareForms(before: ContractLock, after: ContractLock): Finding[] {
  return Object.entries(before.forms)
    .filter(([name, words]) => after.forms[name] !== undefined && after.forms[name] !== words)
    .map(([name, words]) => finding('form-definition-changed', `form ${name}`, words, after.forms[name]));
}
