// The two documents of a decision: the recommendations in the agent's format, and the section among everybody's decisions. Pure.

import type { Guidance } from '../../domain/guidance.ts';
import { outputPaths } from '../../domain/question.ts';
import { shortSha } from '../../text/format.ts';
import { oneLine, toCodeSpan, toFence, toInline, toProse, toTitle } from '../../text/sanitize.ts';
import type { Links } from '../markdown/blocks.ts';
import { placeSection } from './own-section.ts';
import { adviceItem, namedThings } from './page.ts';
import { seal, sealState } from './seal.ts';
import { brokenMarkers, documentSections, documentTitle, keepsEdited, keepsForeign } from './words.ts';

/** A file as it is to be. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
}

/** The files, or why one of them that exists must not be written. */
export type Proposal = { readonly files: readonly ProposedFile[] } | { readonly refused: string };

/**
 * Both files, given what stands in them now (null: no such file).
 *
 * @param replace writes over a recommendations file that is not ours, or no longer as we wrote it
 */
export function proposeFiles(
  guidance: Guidance,
  into: string,
  links: Links,
  existing: (path: string) => string | null,
  replace = false,
): Proposal {
  const paths = outputPaths(into);
  const refused = whyNotWritten(into, existing, replace);
  if (refused !== null) return { refused };
  const decisions = placeSection(existing(paths.decisions) ?? '', decisionsSection(guidance, true));
  if (decisions === null) return { refused: brokenMarkers(paths.decisions) };
  return {
    files: [
      { path: paths.recommendations, text: seal(recommendations(guidance, links)) },
      { path: paths.decisions, text: decisions },
    ],
  };
}

/** Whether something that exists stands in the way, which can be told before there is anything to write. */
export function whyNotWritten(
  into: string,
  existing: (path: string) => string | null,
  replace: boolean,
): string | null {
  const paths = outputPaths(into);
  if (placeSection(existing(paths.decisions) ?? '', '') === null) return brokenMarkers(paths.decisions);
  const before = existing(paths.recommendations);
  if (before === null || replace) return null;
  const owner = sealState(before);
  if (owner === 'ours') return null;
  return owner === 'foreign' ? keepsForeign(paths.recommendations) : keepsEdited(paths.recommendations);
}

/** The recommendations in the format of the agent's file: six sections, then examples. Without those that have nothing to say. */
export function recommendations(guidance: Guidance, links: Links): string {
  const sections = guidance.sections.map(({ section, advice }) =>
    [`### ${documentSections[section]}`, advice.map((one) => adviceItem(one, guidance, links)).join('\n')].join('\n\n'),
  );
  const examples = guidance.examples.map(
    ({ title, code: go }) => `#### ${toInline(title, 160)}\n\n${toFence('go', go)}`,
  );
  const heading = examples.length === 1 ? '### Implementation Example' : '### Implementation Examples';
  const named = namedThings(guidance);
  return [
    `## ${documentTitle}`,
    toProse(guidance.answer, 3_000),
    ...sections,
    ...(examples.length === 0 ? [] : [heading, ...examples]),
    ...(named === '' ? [] : ['### Packages and Services', named]),
    madeFrom(guidance),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/**
 * The section among the decisions: what is decided, one line each, and where the rest is.
 *
 * @param isInPlace it is read in its folder, where links to what lies beside it lead somewhere
 */
export function decisionsSection(guidance: Guidance, isInPlace: boolean): string {
  const sections = guidance.sections.map(({ section, advice }) => {
    const lines = advice.map(({ text, alternatives }) => {
      const weighed = alternatives.map(({ name }) => toTitle(name, 150)).join('; ');
      return `- ${toInline(text, 600)}${weighed === '' ? '' : ` _Weighed against: ${weighed}._`}`;
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
    madeFrom(guidance),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function madeFrom({ task, head, agent, model }: Guidance): string {
  const from = task.kind === 'decide' ? ` from ${toCodeSpan(oneLine(task.context, 300))}` : '';
  return `<sub>Written by ${toInline(agent, 100)} (${toInline(model, 100)})${from} and the code at ${toCodeSpan(shortSha(head))}.</sub>`;
}
