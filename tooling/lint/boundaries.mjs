// Imports run one way. Each rule says why it stands; a rule that makes the code worse is changed here, with an ADR.
const testFiles = '\\.test\\.ts$';
// Fixtures are parts of tests.
const tests = '(\\.test\\.ts|/fixtures/[^/]+\\.ts)$';
const workspace = '^(packages|apps|tooling)/';

/** A room of the workspace may import itself and the rooms named, no other. */
function mayImportOnly(name, room, others, comment) {
  const allowed = [room, ...others].map((folder) => `^${folder}/`);
  return { name, severity: 'error', comment, from: { path: `^${room}/`, pathNot: tests }, to: { path: workspace, pathNot: allowed } };
}

const oneWay = [
  {
    name: 'nobody-imports-another-app',
    severity: 'error',
    comment: 'Apps are ends of the road: they are started as processes and reached over the wire, so that each team can replace its own.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'no-package-imports-an-app',
    severity: 'error',
    comment: 'A package serves apps; one that imports an app would turn the road round.',
    from: { path: '^(packages|tooling)/' },
    to: { path: '^apps/' },
  },
  mayImportOnly('contracts-stand-alone', 'packages/contracts', [], 'The wire is what both teams share; it knows neither side.'),
  mayImportOnly('failpoints-stand-alone', 'packages/failpoints', [], 'Both sides of the wire use it; it knows neither.'),
  mayImportOnly(
    'field-adapter-knows-the-wire-only',
    'packages/field-adapter',
    ['packages/contracts', 'packages/failpoints', 'packages/traces'],
    'contracts <- field-adapter: the Field side is the same whoever composes it.',
  ),
  mayImportOnly('traces-stand-alone', 'packages/traces', [], 'Both sides of the wire record spans with it; it knows neither.'),
  mayImportOnly('gates-stand-alone', 'packages/gates', [], 'Runner, HQ and Field ask the same gates; the gates know none of them.'),
  mayImportOnly(
    'release-plan-stands-alone',
    'packages/release-plan',
    [],
    'A plan is plain data: it knows neither side, and nothing of the world.',
  ),
  mayImportOnly(
    'hq-ingest-knows-the-wire-only',
    'apps/hq-ingest',
    ['packages/contracts', 'packages/failpoints', 'packages/gates', 'packages/traces', 'tooling/testkit'],
    'contracts <- hq-ingest: HQ never learns how Field stores things.',
  ),
  mayImportOnly(
    'migration-runner-composes',
    'apps/migration-runner',
    [
      'packages/contracts',
      'packages/failpoints',
      'packages/field-adapter',
      'packages/gates',
      'packages/release-plan',
      'packages/traces',
      'tooling/testkit',
    ],
    'contracts <- field-adapter <- migration-runner: the runner composes, and reaches HQ over the wire only.',
  ),
  mayImportOnly(
    'field-uses-its-adapter',
    'apps/field',
    ['packages/contracts', 'packages/field-adapter', 'packages/gates', 'packages/traces', 'tooling/testkit'],
    'contracts <- field-adapter <- field: Field keeps working when the runner and HQ are gone.',
  ),
];

const rooms = [
  {
    name: 'contracts-depend-on-zod-and-trpc-only',
    severity: 'error',
    comment: 'Whoever speaks to HQ installs the contract; each dependency of it would become theirs.',
    from: { path: '^packages/contracts/', pathNot: tests },
    to: { dependencyTypesNot: ['core', 'local'], path: 'node_modules', pathNot: ['node_modules/zod/', 'node_modules/@trpc/server/'] },
  },
  {
    name: 'the-wire-runs-anywhere',
    severity: 'error',
    comment: 'src/v1 is loaded by browsers as well: modules of Node belong to the lock, the comparison and the conformance tests.',
    from: { path: '^packages/contracts/src/v1/', pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'verification-is-independent',
    severity: 'error',
    comment:
      'Extracts, counts and digests prove what the emission did. Were they built from its code, a mapping bug would hide behind itself. Tables of data in a rules folder are shared on purpose.',
    from: { path: '^packages/field-adapter/src/extracts/', pathNot: tests },
    to: {
      path: [
        '^packages/field-adapter/src/(mapping|identity|outbox|backfill|delivery|client|balance|touched-log)/',
        '^packages/field-adapter/src/field-db/(read-|records)',
      ],
    },
  },
  {
    name: 'extracts-of-hq-are-independent',
    severity: 'error',
    comment: "HQ's extracts, counts and digests show what stands in its tables, not what the code that wrote them believes.",
    from: { path: '^apps/hq-ingest/src/extracts/', pathNot: tests },
    to: { path: ['^apps/hq-ingest/src/apply/', '^apps/hq-ingest/src/hq-db/tables/'] },
  },
  {
    name: 'sql-where-it-belongs',
    severity: 'error',
    comment:
      'SQL for Field stands in field-adapter and apps/field, for HQ in hq-ingest, for the queue and the states in migration-runner, for the gates in gates.',
    from: {
      path: workspace,
      pathNot: ['^packages/(field-adapter|gates)/', '^apps/(field|hq-ingest|migration-runner)/', '^tooling/(testkit|bench)/'],
    },
    to: { path: 'node_modules/(postgres|drizzle-orm|pg-boss)/' },
  },
  {
    name: 'testkit-serves-tests',
    severity: 'error',
    comment: 'Product code takes the development server and keys from the testkit, nothing else; the first entry would bring vitest along.',
    from: { path: '^(packages|apps)/', pathNot: [tests, '/processes/', '/(release-)?rehearsal/', '/rehearse', '/drills/', '/drill\\.ts$'] },
    to: { path: '^tooling/testkit/', pathNot: '^tooling/testkit/src/development-(postgres|keys)\\.ts$' },
  },
  {
    name: 'development-servers-are-loaded-late',
    severity: 'error',
    comment: 'A process with all its settings needs no part of the testkit, and may be deployed without it (ADR 0023).',
    from: { path: '^apps/', pathNot: [tests, '/processes/', '/(release-)?rehearsal/', '/rehearse', '/drills/', '/drill\\.ts$'] },
    to: { path: '^tooling/testkit/', dynamic: false },
  },
  {
    name: 'the-rehearsal-starts-processes',
    severity: 'error',
    comment:
      'Rehearsal and drills kill and restart real processes with the same tools as the scenario tests, but do not bring vitest along.',
    from: { path: ['/processes/', '/(release-)?rehearsal/', '/rehearse', '/drills/', '/drill\\.ts$'], pathNot: tests },
    to: {
      path: '^tooling/testkit/',
      pathNot: '^tooling/testkit/src/(development-(postgres|keys)|fault-proxy/fault-proxy|free-port|postgres|processes|until)\\.ts$',
    },
  },
];

const hygiene = [
  {
    name: 'no-circle',
    severity: 'error',
    comment: 'Files that import each other are one file in two halves, and may meet half-initialised.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nobody-imports-a-test',
    severity: 'error',
    comment: 'A test holds no tools: what two tests share is a file of its own.',
    from: {},
    to: { path: testFiles },
  },
  {
    name: 'every-import-resolves',
    severity: 'error',
    comment: 'An import that resolves only by luck of the installed tree breaks on the next machine: name it in package.json.',
    from: { path: workspace },
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: [...oneWay, ...rooms, ...hygiene],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
