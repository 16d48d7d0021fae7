import { compareLocks, findingsForGithub, findingsText } from '@hq-field/contracts/compatibility';
import { contractLock } from '@hq-field/contracts/lock';
import { checkContract, type ContractReport } from '../check-contract.ts';
import { thisCheckout } from '../checkout.ts';
import { readAgainst } from '../read-against.ts';
import { readFacts } from '../read-facts.ts';
import { UsageError } from '../tool-error.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

const lockPath = 'packages/contracts/contract.lock.json';

/** Compares with every frozen version, or with one file, version or git revision. */
export const check: Command = {
  name: 'check',
  description: 'Compares the contract with its frozen versions and says what a difference demands',
  options: (parser) =>
    void parser
      .option('--against <file|version|tag>', 'compare with this lock only: a file, a frozen version, or a revision of git')
      .option('--format <format>', 'text, json or github', 'text'),
  async run({ against, format, json }) {
    const form = json === true ? 'json' : String(format);
    if (!['text', 'json', 'github'].includes(form)) throw new UsageError(`--format is text, json or github, not ${form}.`);
    if (typeof against === 'string') {
      const findings = compareLocks(await readAgainst(thisCheckout, against), contractLock());
      if (form === 'json') print(JSON.stringify({ against, findings }, null, 1));
      else if (form === 'github') print(findingsForGithub(findings, lockPath));
      else print(findings.length === 0 ? `No difference to ${against}.` : findingsText(findings));
      return findings.some(({ category }) => category === 'error') ? 1 : 0;
    }
    const report = checkContract(await readFacts(thisCheckout));
    if (form === 'json') print(JSON.stringify(report, null, 1));
    else if (form === 'github') print(githubText(report));
    else print(reportText(report));
    return report.problems.length > 0 ? 1 : 0;
  },
};

function reportText({ planned, comparisons, problems }: ContractReport): string {
  const parts = comparisons.map(({ against, findings, demanded }) =>
    findings.length === 0
      ? `${against}: no difference\n`
      : `${against}: ${findings.length} difference${findings.length === 1 ? '' : 's'}, ${demanded}\n${findingsText(findings)}`,
  );
  const verdict =
    problems.length === 0 ? `The contract holds. Next version: ${planned}\n` : problems.map((words) => `FAILED  ${words}\n`).join('');
  return `${parts.join('')}${verdict}`;
}

function githubText({ comparisons, problems }: ContractReport): string {
  const notes = problems.map((words) => `::error file=${lockPath}::${words}\n`);
  // What differs from several frozen versions is one annotation.
  const all = comparisons.flatMap(({ findings }) => findings);
  const different = all.filter((one, at) => all.findIndex(({ message }) => message === one.message) === at);
  return `${findingsForGithub(different, lockPath)}${notes.join('')}`;
}
