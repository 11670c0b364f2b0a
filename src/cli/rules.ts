// The command `rules`: lists the rules, or explains one of them or a family.
import type { Command } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { allRules, familyOf, isNamed, type RuleText } from '../analyse/analyse.ts';
import { BadInput } from '../domain/errors.ts';
import { sectionNames } from '../publish/publish.ts';
import type { CommandContext } from './command-context.ts';

export function addRulesCommand(program: Command, { write }: CommandContext): void {
  program
    .command('rules')
    .description('list all rules, or explain a rule or family')
    .argument('[id]', 'a rule ("concurrency/defer-in-loop") or a family ("concurrency")')
    .action((id: string | undefined) => write(describeRules(id)));
}

/**
 * Lists all rules, or explains those that `wanted` names by id or family ("concurrency"). Markdown.
 *
 * @throws BadInput if there is no such rule
 */
export function describeRules(wanted: string | undefined): string {
  if (wanted === undefined) return listRules(allRules);
  const found = allRules.filter((rule) => isNamed(rule, wanted));
  if (found.length > 0) return found.map(describeRule).join('\n\n');
  throw new BadInput(`unknown rule "${wanted.slice(0, MAX_NAME)}"; ${hintFor(wanted.slice(0, MAX_NAME))}`);
}

/** Characters of an unknown name that are looked at and printed. */
const MAX_NAME = 100;

/** Suggests a name that differs in at most a third of its characters, as for settings; else the list. */
function hintFor(unknown: string): string {
  const families = [...new Set(allRules.map(({ id }) => familyOf(id)))];
  const near = closest(unknown, [...families, ...allRules.map(({ id }) => id)]);
  return distance(unknown, near) <= near.length / 3
    ? `did you mean "${near}"?`
    : `run \`architect rules\` for the list (families: ${families.join(', ')})`;
}

const REPORTED = { finding: 'posted as a finding', signal: 'signal: passed to the model, never posted on its own' };

function listRules(rules: readonly RuleText[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, report, title }) => {
      const level = report === 'signal' ? 'signal' : severity;
      return `${id.padEnd(width)}  ${level.padEnd(8)}  ${title}`;
    })
    .join('\n');
}

function describeRule(rule: RuleText): string {
  const { id, title, why, exceptions, fix, tradeOffs, example, references } = rule;
  return [
    `## ${id}`,
    `**${title}.** ${verdictOf(rule)}`,
    `**Why it matters.** ${why}`,
    `**Fine when** ${exceptions}`,
    `**What to do.** ${fix}`,
    ...(tradeOffs === '' ? [] : [`**Trade-off.** ${tradeOffs}`]),
    ...(example === '' ? [] : [`\`\`\`go\n${example}\n\`\`\``]),
    suppressionOf(rule),
    references.map((url) => `- ${url}`).join('\n'),
  ].join('\n\n');
}

/** "Risk mitigation, medium (high if a request can reach it): posted as a finding." */
function verdictOf({ section, severity, inRequestPath, report, outsideServices }: RuleText): string {
  const raised = inRequestPath === undefined ? '' : ` (${inRequestPath} if a request can reach it)`;
  const verdict = `${sectionNames[section]}, ${severity}${raised}: ${REPORTED[report]}.`;
  if (outsideServices === undefined) return verdict;
  const places = outsideServices.scripts ? 'examples, scripts and tools' : 'examples';
  return `${verdict} Severity in ${places}: ${outsideServices.severity}.`;
}

function suppressionOf({ id, formerIds = [], linters = [], security }: RuleText): string {
  const [linter, ...others] = linters;
  const alternatives = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return [
    `To suppress it in one place, write \`//architect:ignore ${id} reason\` on the line or above it.`,
    ...(linter === undefined ? [] : [`\`//nolint:${linter} // reason\`${alternatives} suppresses it too.`]),
    ...formerIds.map((former) => `Its former name \`${former}\` still works in comments and settings.`),
    ...(security ? ['Security rule: a suppression comment added by the same pull request has no effect.'] : []),
  ].join(' ');
}
