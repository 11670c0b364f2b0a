// The documentation of the rules for people: a list of all, or the page of one or of a family.
import { closest, distance } from 'fastest-levenshtein';
import { allRules, type RuleText } from '../analyse/analyse.ts';
import { BadInput } from '../domain/errors.ts';
import { sectionNames } from '../publish/publish.ts';

/**
 * Markdown of every rule as a list, or of the rules that `wanted` names by id or family ("concurrency").
 *
 * @throws BadInput when there is no such rule
 */
export function rulesPage(wanted: string | undefined): string {
  if (wanted === undefined) return listOf(allRules);
  const found = allRules.filter(({ id }) => id === wanted || id.split('/')[0] === wanted);
  if (found.length > 0) return found.map(pageOf).join('\n\n');
  const families = [...new Set(allRules.map(({ id }) => id.split('/')[0] ?? id))];
  const asked = wanted.slice(0, 100);
  const near = closest(asked, [...families, ...allRules.map(({ id }) => id)]);
  const hint =
    distance(asked, near) <= 3
      ? `did you mean "${near}"?`
      : `\`architect rules\` lists them all, and the families are ${families.join(', ')}`;
  throw new BadInput(`there is no rule "${asked}"; ${hint}`);
}

const VOICES = {
  finding: 'posted by itself',
  signal: 'a signal for the architect, never posted by itself',
} as const;

function listOf(rules: readonly RuleText[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(
      ({ id, severity, report: voice, title }) =>
        `${id.padEnd(width)}  ${(voice === 'signal' ? 'signal' : severity).padEnd(8)}  ${title}`,
    )
    .join('\n');
}

function pageOf(rule: RuleText): string {
  const graver = rule.inRequestPath === undefined ? '' : ` (${rule.inRequestPath} where a request reaches it)`;
  const linters = rule.linters ?? [];
  const directive =
    linters.length === 0
      ? ''
      : ` A directive to ${linters.join(', ')} (\`//nolint:${linters[0]} // why\`) does so too.`;
  const scripts = rule.outsideServices?.scripts ? ', scripts and tools' : '';
  const elsewhere =
    rule.outsideServices === undefined ? '' : ` In examples${scripts}: ${rule.outsideServices.severity}.`;
  const {
    id,
    section,
    severity,
    report: voice,
    title,
    why,
    exceptions: fine,
    fix,
    tradeOffs,
    example,
    references,
  } = rule;
  return [
    `## ${id}`,
    `**${title}.** ${sectionNames[section]}, ${severity}${graver}: ${VOICES[voice]}.${elsewhere}`,
    `**Why it matters.** ${why}`,
    `**When it is fine.** ${fine}`,
    `**What to do.** ${fix}`,
    `**Trade-off.** ${tradeOffs}`,
    ...(example === '' ? [] : [`\`\`\`go\n${example}\n\`\`\``]),
    `To leave it out in one place: \`//architect:ignore ${id} why\` on the line or above it.${directive}${rule.security ? ' A comment that comes with the change itself does not silence it: it is about security.' : ''}`,
    references.map((url) => `- ${url}`).join('\n'),
  ].join('\n\n');
}
