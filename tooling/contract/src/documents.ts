import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { documentationFiles } from '@hq-field/contracts/documentation';
import { type Checkout, textOf } from './checkout.ts';
import { readFrozen } from './frozen.ts';

/** How the files of docs/ differ from what the schemas say. */
export interface DocumentChanges {
  /** Files to write: missing ones, and those with another text. */
  written: string[];
  /** Files that the documentation no longer has. */
  removed: string[];
  /** How many files the documentation has. */
  files: number;
}

/** Compares docs/ with the schemas; changes nothing. */
export async function staleDocuments(checkout: Checkout): Promise<DocumentChanges> {
  const files = await wantedDocuments(checkout);
  const written: string[] = [];
  for (const [name, text] of files) if ((await textOf(`${folderOf(checkout)}/${name}`)) !== text) written.push(name);
  const removed = (await present(checkout)).filter((name) => !files.has(name));
  return { written: written.sort(), removed, files: files.size };
}

/** Makes docs/ what the schemas say. */
export async function writeDocuments(checkout: Checkout): Promise<DocumentChanges> {
  const changes = await staleDocuments(checkout);
  const files = await wantedDocuments(checkout);
  for (const name of changes.written) {
    const path = `${folderOf(checkout)}/${name}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files.get(name) ?? '');
  }
  for (const name of changes.removed) await rm(`${folderOf(checkout)}/${name}`);
  return changes;
}

async function wantedDocuments(checkout: Checkout): Promise<Map<string, string>> {
  const { versions } = await readFrozen(checkout);
  return documentationFiles(
    (await textOf(`${checkout.contracts}/README.md`)) ?? '',
    versions.map(({ lock }) => lock),
  );
}

async function present(checkout: Checkout): Promise<string[]> {
  const entries = await readdir(folderOf(checkout), { recursive: true, withFileTypes: true }).catch(() => []);
  const prefix = `${folderOf(checkout)}/`;
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(prefix.length))
    .sort();
}

function folderOf(checkout: Checkout): string {
  return `${checkout.contracts}/docs`;
}
