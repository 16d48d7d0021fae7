import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractLock, lockText } from '../lock/contract-lock.ts';
import type { ContractLock } from '../lock/lock-shape.ts';
import { entities, entityNames } from '../v1/entities/index.ts';
import { extractNames, extracts, rowColumns } from '../v1/extracts/index.ts';
import { limits } from '../v1/limits.ts';
import { outcomes, reasonCodes } from '../v1/outcome.ts';
import { fieldProcedures, hqProcedures } from '../v1/procedures/index.ts';
import { provisioningOutcomes } from '../v1/procedures/provisioning.ts';
import { words } from '../v1/words.ts';
import { documentationFiles, documentationPages } from './documentation-files.ts';
import { type History, historyOf, titleOf } from './history.ts';
import { provisioningPage } from './pages/provisioning.ts';
import { wirePage } from './pages/wire.ts';
import { anchorsOf, deadLinks } from './render/anchors.ts';
import { componentSchemas, type WordedSchema } from './schemas/component-schemas.ts';
import { fieldsOf } from './schemas/fields.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const frozen = ['1.0.0', '1.1.0', '1.2.0'].map(
  (version) => JSON.parse(readFileSync(new URL(`../../frozen/${version}.json`, import.meta.url), 'utf8')) as ContractLock,
);
const pages = documentationPages(readme, historyOf(frozen));
const files = documentationFiles(readme, frozen);
const html = files.get('index.html') ?? '';
const schemas = componentSchemas();

/** The objects of a schema: itself, or the branches of a union. */
const objectsOf = (schema: WordedSchema): WordedSchema[] => (schema['oneOf'] as WordedSchema[] | undefined) ?? [schema];

test.each(Object.keys(schemas))('%s and every field of it have words', (name) => {
  const schema = schemas[name] ?? {};
  expect(schema.words?.meaning, 'Give the schema words: .register(words, { meaning })').toMatch(/\w.*\.$/u);
  // A place that refers to another schema has that schema's words.
  const wordless = objectsOf(schema)
    .flatMap((object) => fieldsOf(object))
    .filter((field) => field.words === undefined && !field.type.startsWith('['));
  expect(
    wordless.map(({ path }) => path),
    'Give each of these words: .register(words, { meaning, source })',
  ).toEqual([]);
});

test('every field says what kind of value it has', () => {
  const vague = Object.values(schemas).flatMap((schema) => objectsOf(schema).flatMap((object) => fieldsOf(object)));
  expect(vague.filter(({ type }) => type.includes('anything')).map(({ path }) => path)).toEqual([]);
});

test('every field of an entity names its source', () => {
  const sourceless = entityNames.flatMap((entity) =>
    Object.entries(entities[entity].shape).filter(([, field]) => words.get(field)?.source === undefined),
  );
  expect(sourceless.map(([name]) => name)).toEqual([]);
});

test('every entity, field, procedure, outcome, reason code, limit, extract and column can be linked to', () => {
  const wanted = [
    ...entityNames.flatMap((entity) => [`entity-${entity}`, ...Object.keys(entities[entity].shape).map((field) => `${entity}.${field}`)]),
    ...[...hqProcedures, ...fieldProcedures].map(({ path }) => `procedure-${path}`),
    ...Object.keys(provisioningOutcomes).map((name) => `provisioning-${name}`),
    ...Object.keys(outcomes).map((name) => `outcome-${name}`),
    ...Object.keys(reasonCodes).map((code) => `reason-${code}`),
    ...Object.keys(limits).map((name) => `limit-${name}`),
    ...extractNames.flatMap((name) => [`extract-${name}`, ...rowColumns[extracts[name].entity].map((column) => `${name}.${column}`)]),
  ];
  const anchors = anchorsOf(pages);
  expect(wanted.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  for (const [anchor, page] of anchors) {
    expect(html.includes(` id="${anchor}"`), anchor).toBe(true);
    if (anchor !== page) expect(files.get(`${page}.md`)?.includes(`<a id="${anchor}"></a>`), anchor).toBe(true);
  }
});

test('no link leads nowhere, on a page or between files', () => {
  expect(deadLinks(pages)).toEqual([]);
  const broken = [...files]
    .filter(([name]) => name.endsWith('.md'))
    .flatMap(([name, text]) =>
      [...text.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/gu)].map(([, file, anchor]) => ({
        name,
        file: file === '' ? name : file,
        anchor,
      })),
    )
    .filter(({ file, anchor }) => {
      if (file === 'json-schema') return false;
      const text = files.get(file ?? '');
      return text === undefined || (anchor !== undefined && !text.includes(`<a id="${anchor}"></a>`));
    });
  expect(broken).toEqual([]);
});

test('a link that leads nowhere, and an anchor that stands twice, are found', () => {
  const page = { name: 'one', title: 'One', blocks: [{ kind: 'paragraph', text: 'See [two](#two) and `[three](#three)`.' }] } as const;
  expect(deadLinks([page])).toEqual(['two']);
  expect(() => anchorsOf([page, page])).toThrow('anchor one');
});

test('the page loads nothing and says every text as text', () => {
  const [head = ''] = html.split('</style>');
  expect(html.match(/<(?:link|img|iframe)\b|<script[^>]+src/iu)).toBeNull();
  expect(head.match(/@import|url\(/iu)).toBeNull();
  expect(html.match(/<(?:account|project)>:/u)).toBeNull();
  expect(html.includes('&#60;account&#62;:&#60;person&#62;')).toBe(true);
});

test('words are no part of the lock: better words are no other contract', () => {
  const { name } = entities.account.shape;
  const told = words.get(name);
  const before = lockText(contractLock());
  words.add(name, { meaning: 'Other words.' });
  const after = lockText(contractLock());
  words.add(name, told ?? { meaning: '' });
  expect(after).toBe(before);
  expect(before).not.toContain(told?.meaning);
});

test('pages say what is released, what waits for which version, and since when each procedure is there', () => {
  const now = contractLock();
  const before = { ...now, version: '1.2.0', procedures: now.procedures.filter(({ path }) => path !== 'provisioning.remove') };
  const sinces = (history: History) => JSON.stringify(provisioningPage(schemas, history)).match(/since: [^"]*/gu);
  const waiting = historyOf([before]);
  expect(titleOf(waiting)).toBe('Contract 1.2.0, and what waits for 1.3.0');
  expect(sinces(waiting)).toEqual(['since: 1.2.0', 'since: 1.2.0', 'since: 1.3.0, which is not released yet']);
  expect(JSON.stringify(wirePage(waiting))).toContain('waits for 1.3.0, which is not released');
  expect(JSON.stringify(wirePage(waiting)).match(/The procedures of it: [^"]*/u)?.[0]).toBe(
    'The procedures of it: [provisioning.remove](#procedure-provisioning.remove).',
  );
  const released = historyOf([before, { ...now, version: '1.3.0' }]);
  expect(titleOf(released)).toBe('Contract 1.3.0');
  expect(sinces(released)).toEqual(['since: 1.2.0', 'since: 1.2.0', 'since: 1.3.0']);
  expect(JSON.stringify(wirePage(released))).not.toContain('waits for');
  expect(files.get('README.md')?.startsWith(`# ${titleOf(historyOf(frozen))}\n`)).toBe(true);
  expect(html).toContain(`<title>${titleOf(historyOf(frozen))}</title>`);
});
