export { documentationFiles, jsonText } from './documentation-files.ts';
export type { Exchange } from './examples/exchange.ts';
export { exchangesOf } from './examples/example-exchanges.ts';
export { exampleRecords } from './examples/example-records.ts';
export { historyOf } from './history.ts';
export { openApiDocument } from './openapi/open-api-document.ts';
export { type CodeBlock, codeBlocks } from './pages/without-typescript.ts';
