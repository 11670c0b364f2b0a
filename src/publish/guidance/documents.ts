// Builds the two documents of a decision: the recommendations in the agent's format, and a section of the shared
// decisions. Pure.
import type { Guidance } from '../../domain/guidance.ts';
import { outputPaths } from '../../domain/question.ts';
import { shortSha } from '../../text/format.ts';
import { oneLine, toCodeSpan, toFence, toInline, toProse, toTitle } from '../../text/sanitize.ts';
import type { Links } from '../links.ts';
import type { WriteRefusal } from './outcome.ts';
import { placeSection } from './own-section.ts';
import { adviceItem, namedThings } from './page.ts';
import { seal, sealState } from './seal.ts';
import { documentSections, documentTitle } from './words.ts';

/** A file with its new text. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
}

/** Text of an existing file; null where there is none. */
export type ReadExisting = (path: string) => string | null;

/**
 * Both files; or why one of them must not be written.
 *
 * @param replace overwrites a recommendations file that is not ours, or was edited since
 */
export function proposeFiles(
  guidance: Guidance,
  into: string,
  links: Links,
  existing: ReadExisting,
  replace = false,
): { readonly files: readonly ProposedFile[] } | { readonly refusal: WriteRefusal } {
  const paths = outputPaths(into);
  const refusal = findWriteRefusal(into, existing, replace);
  if (refusal !== null) return { refusal };
  const decisions = placeSection(existing(paths.decisions) ?? '', decisionsSection(guidance, true));
  if (decisions === null) return { refusal: { reason: 'broken-markers', path: paths.decisions } };
  return {
    files: [
      { path: paths.recommendations, text: seal(recommendationsDocument(guidance, links)) },
      { path: paths.decisions, text: decisions },
    ],
  };
}

/**
 * Why an existing file must not be written, which is known before there is anything to write; null where both can be.
 */
export function findWriteRefusal(into: string, existing: ReadExisting, replace: boolean): WriteRefusal | null {
  const paths = outputPaths(into);
  if (placeSection(existing(paths.decisions) ?? '', '') === null) {
    return { reason: 'broken-markers', path: paths.decisions };
  }
  const before = existing(paths.recommendations);
  if (before === null || replace) return null;
  const state = sealState(before);
  return state === 'ours' ? null : { reason: state, path: paths.recommendations };
}

/** The recommendations in the agent's format: six sections, then examples. Empty sections are left out. */
export function recommendationsDocument(guidance: Guidance, links: Links): string {
  const sections = guidance.sections.map(({ section, advice }) =>
    [`### ${documentSections[section]}`, advice.map((one) => adviceItem(one, guidance, links)).join('\n')].join('\n\n'),
  );
  const examples = guidance.examples.map(({ title, code }) => `#### ${toInline(title, 160)}\n\n${toFence('go', code)}`);
  const heading = examples.length === 1 ? '### Implementation Example' : '### Implementation Examples';
  const named = namedThings(guidance);
  return [
    `## ${documentTitle}`,
    toProse(guidance.answer, 3_000),
    ...sections,
    ...(examples.length === 0 ? [] : [heading, ...examples]),
    ...(named === '' ? [] : ['### Packages and Services', named]),
    sourceLine(guidance),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/**
 * The section of the shared decisions: one line for each decision, and where the rest is.
 *
 * @param isInPlace the section is read in its folder, where relative links work
 */
export function decisionsSection(guidance: Guidance, isInPlace: boolean): string {
  const sections = guidance.sections.map(({ section, advice }) => {
    const lines = advice.map(({ text, alternatives }) => {
      const names = alternatives.map(({ name }) => toTitle(name, 150)).join('; ');
      return `- ${toInline(text, 600)}${names === '' ? '' : ` _Alternatives considered: ${names}._`}`;
    });
    return [`**${documentSections[section]}**`, lines.join('\n')].join('\n\n');
  });
  const beside = outputPaths('').recommendations;
  const link = isInPlace ? `[${beside}](${beside})` : toCodeSpan(beside);
  return [
    `## ${documentTitle}`,
    toProse(guidance.answer, 3_000),
    ...sections,
    `Trade-offs, evidence and examples: ${link}.`,
    sourceLine(guidance),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function sourceLine({ task, head, agent, model }: Guidance): string {
  const author = `${toInline(agent, 100)} (${toInline(model, 100)})`;
  const context = task.kind === 'decide' ? ` from ${toCodeSpan(oneLine(task.context, 300))}` : '';
  return `<sub>Written by ${author}${context} and the code at ${toCodeSpan(shortSha(head))}.</sub>`;
}
