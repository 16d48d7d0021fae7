// Preloaded by the root scripts. pnpm puts Node 24 first in PATH; npm run does not, and an older Node cannot run TypeScript.
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  const script = process.env.npm_lifecycle_event || 'SCRIPT';
  console.error(
    `Node ${process.versions.node} is too old for this project: run "npx -y pnpm@12.21.0 ${script}", which brings its own Node 24.`,
  );
  process.exit(1);
}

// Modules without their types, compiled: kept for the next start, also of processes that this one starts. It halves the time of a start.
process.env.NODE_COMPILE_CACHE ||= join(__dirname, '..', '..', 'node_modules', '.cache', 'node');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

// pnpm hands the `--` of `pnpm test -- packages/contracts` on. No command of ours has a use for it.
process.argv = process.argv.filter((argument) => argument !== '--');
