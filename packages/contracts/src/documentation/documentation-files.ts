import { contractVersion } from '../v1/version.ts';
import type { Page } from './document.ts';
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
export function documentationPages(readme: string): Page[] {
  const schemas = componentSchemas();
  return [
    wirePage(),
    proceduresPage(schemas),
    provisioningPage(schemas),
    entitiesPage(schemas),
    outcomesPage(schemas),
    extractsPage(),
    vocabulariesPage(),
    withoutTypescriptPage(readme),
  ];
}

/** Every file of docs/ by its name. `readme` is the text of the package's README, whose examples are shown. The same contract gives the same bytes. */
export function documentationFiles(readme: string): Map<string, string> {
  const pages = documentationPages(readme);
  const schemas = componentSchemas();
  return new Map([
    ['README.md', markdownIndex(pages, contractVersion)],
    ...renderMarkdown(pages),
    ['index.html', renderHtml(pages, contractVersion)],
    ['openapi.json', jsonText(openApiDocument('hq'))],
    ['openapi-field.json', jsonText(openApiDocument('field'))],
    ...Object.keys(schemas).map((name): [string, string] => [`json-schema/${name}.json`, jsonText(standaloneSchema(name, schemas))]),
  ]);
}

/** Order is kept: it is the order in which people read. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
