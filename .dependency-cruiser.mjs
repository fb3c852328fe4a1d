/**
 * The walls between the rooms of DESIGN: each rule says why it stands. All are errors. tools/test/boundaries.unit.test.ts
 * plants a forbidden import for every one of them and must see it refused.
 */
const siblings = 'db|upstreams|archive|queue|embedded|simulator|testing'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'core-imports-nothing',
      comment:
        'core decides; it reads no clock, no file, no network and no library, so every decision can be replayed.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'packages-import-core-only',
      comment:
        'A room knows the words of core and nothing of its neighbours; apps introduce them to each other.',
      severity: 'error',
      from: { path: `^packages/(${siblings.replace('|testing', '')})/src/` },
      to: { path: `^packages/(${siblings})/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'simulator-imports-nothing-of-ours',
      comment: 'An upstream that shared code with our readers would share their misreadings.',
      severity: 'error',
      from: { path: '^packages/simulator/' },
      to: { path: '^(packages|apps)/', pathNot: '^packages/(simulator|testing)/' },
    },
    {
      name: 'embedded-imports-nothing-of-ours',
      comment: 'Real services on one machine know nothing of jobs.',
      severity: 'error',
      from: { path: '^packages/embedded/src/' },
      to: { path: '^(packages|apps)/', pathNot: '^packages/embedded/' },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'Test helpers must not leak into what runs in production.',
      severity: 'error',
      from: { path: '^(apps|packages|bench|chaos)/', pathNot: '(^packages/testing/|/test/)' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'only-standalone-imports-apps',
      comment: 'Apps are started, not used; standalone starts them through the start(config) each exports.',
      severity: 'error',
      from: { path: '^(?:apps|packages|bench|tools)/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nobody-imports-chaos',
      comment: 'What breaks things on purpose stays out of everything that is shipped, tested or measured.',
      severity: 'error',
      from: { pathNot: '^chaos/' },
      to: { path: '^chaos/' },
    },
    {
      name: 'only-queue-knows-bullmq',
      comment: 'BullMQ wakes and paces; what it forgets must never matter elsewhere.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: '^packages/(queue|embedded)/' },
      to: { path: 'node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'only-db-speaks-sql',
      comment:
        'One room owns the statements, so that every one of them is guarded. embedded only asks whether Postgres is up.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: '^packages/(db|embedded|testing)/' },
      to: { path: 'node_modules/(drizzle-orm|postgres)/' },
    },
    {
      name: 'only-archive-knows-the-aws-sdk',
      comment: 'Clips enter and leave the bucket through one door.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: '^packages/archive/' },
      to: { path: 'node_modules/@aws-sdk/' },
    },
    {
      name: 'features-know-no-neighbours',
      comment:
        'A page is built, replaced and read alone; what two of them need moves down to ui, api, format or bulk.',
      severity: 'error',
      from: { path: '^apps/dashboard/src/([^/]+)/', pathNot: '^apps/dashboard/src/routes/' },
      to: {
        path: '^apps/dashboard/src/[^/]+/',
        pathNot: '^apps/dashboard/src/($1|ui|api|format|app|bulk)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea.',
      severity: 'error',
      from: { pathNot: 'node_modules' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that cannot be found is a dependency nobody declared.',
      severity: 'error',
      from: { path: '^(apps|packages|bench|chaos|tools)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(apps|packages|bench|chaos)/[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
}
