import type { ContractLock } from '../lock/lock-shape.ts';
import type { Page } from './document.ts';
import { type History, historyOf, titleOf } from './history.ts';
import { openApiDocument } from './openapi/open-api-document.ts';
import { entitiesPage } from './pages/entities.ts';
import { extractsPage } from './pages/extracts.ts';
import { outcomesPage } from './pages/outcomes.ts';
import { proceduresPage } from './pages/procedures.ts';
import { provisioningPage } from './pages/provisioning.ts';
import { vocabulariesPage } from './pages/vocabularies.ts';
import { wirePage } from './pages/wire.ts';
import { withoutTypescriptPage } from './pages/without-typescript.ts';
import { renderHtml } from './render/render-html.ts';
import { markdownIndex, renderMarkdown } from './render/render-markdown.ts';
import { componentSchemas } from './schemas/component-schemas.ts';
import { standaloneSchema } from './schemas/published-schema.ts';

/** The pages in the order in which they are read. Adding one: write it in `pages/`, name it here, run `pnpm contract docs`. */
export function documentationPages(readme: string, history: History): Page[] {
  const schemas = componentSchemas();
  return [
    wirePage(history),
    proceduresPage(schemas, history),
    provisioningPage(schemas, history),
    entitiesPage(schemas),
    outcomesPage(schemas, history),
    extractsPage(),
    vocabulariesPage(),
    withoutTypescriptPage(readme),
  ];
}

/**
 * Every file of docs/ by its name. `readme` is the text of the package's README, whose examples are shown; `frozen` are the released versions, oldest
 * first, one at least. The same contract gives the same bytes.
 */
export function documentationFiles(readme: string, frozen: readonly ContractLock[]): Map<string, string> {
  const history = historyOf(frozen);
  const pages = documentationPages(readme, history);
  const schemas = componentSchemas();
  return new Map([
    ['README.md', markdownIndex(pages, titleOf(history))],
    ...renderMarkdown(pages),
    ['index.html', renderHtml(pages, history.released, titleOf(history))],
    ['openapi.json', jsonText(openApiDocument('hq', history))],
    ['openapi-field.json', jsonText(openApiDocument('field', history))],
    ...Object.keys(schemas).map((name): [string, string] => [`json-schema/${name}.json`, jsonText(standaloneSchema(name, schemas))]),
  ]);
}

/** Order is kept: it is the order in which people read. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
