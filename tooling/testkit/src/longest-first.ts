import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Projects in the order of what their files take: the last ones to run are short, so that the workers end together. */
const projects = ['pg18', 'pg15', 'unit'];

/** Files that take longest whatever their size, the longest first. Vitest knows durations on a machine that has run them; a build server never has. */
const longest = [
  'smoke/smoke.pg18.test.ts',
  'release-rehearsal/rehearse-release.pg18.test.ts',
  'histories/histories.pg.test.ts',
  'worker/throttle-of-hosts.pg18.test.ts',
  'model/protocol.test.ts',
  'host/conformance.pg18.test.ts',
  'pages/every-page-of-hq.pg18.test.ts',
  'worker/many-hosts.pg18.test.ts',
  'authority/authority.pg18.test.ts',
  'pack/installed-package.test.ts',
  'commands/dev.pg18.test.ts',
  'verification/corruption.pg.test.ts',
  'conformance/conformance.test.ts',
];

/** Files of a project stay together, because they share the modules of their workers; the longest of it start first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const place = ({ project, moduleId }: TestSpecification): number => {
      const known = longest.findIndex((end) => moduleId.endsWith(`/${end}`));
      return projects.indexOf(project.name) * (longest.length + 1) + (known < 0 ? longest.length : known);
    };
    return bySize.toSorted((one, other) => place(one) - place(other));
  }
}
