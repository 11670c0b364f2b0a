// Writes the refuter's prompt: its instructions, the evidence, the change and the findings.
import type { Architecture } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { type ChangeFocus, listShownFiles, writeChangedCode } from '../prompt/change-prompt.ts';
import { writeEvidence } from '../prompt/evidence-prompt.ts';
import type { ConversationPrompt } from '../prompt/review-prompt.ts';
import { writeCanaryNotice } from '../safety/canary.ts';
import { DATA_RULE, type DataLine, dataBlock } from '../safety/untrusted-text.ts';
import { ROOT } from '../tools/workspace.ts';

/** Share of documents, facts and diff that the refuter is shown; it looks up the rest, in a smaller context. */
const SCALE = 0.5;

const TASK = `# This task

The repository is at ${ROOT}, at the head of a pull request; the tools read it. Nothing can be built or run.

${DATA_RULE}

End with one verdict on each finding: call SubmitVerdicts once, or write its input as a JSON block. A program checks
the verdicts before they count:

- \`quote\` has to occur in the file \`path\` exactly as you give it: copy it, without the line numbers and the tab.
- A confirmation has to quote code of what the finding is about: in its file or in one that it cites.
- A refutation without such a quote, or with one that is only a comment, counts as undecided. So does one by a
  document where the finding cites none or is about security.
- To show that the change only moved the code, read the file with \`at: "base"\` and quote it with \`at: "base"\`.
- Only a confirmed finding is posted: *undecided* drops it as *refuted* does. The author of the change relies on your
  verdict, and so does whoever is on call.
- Documented behavior of the standard library and of well-known modules counts as known; you need no code for it.`;

/** The objection to findings that another reviewer confirmed. */
export const CONFIRMED_BEFORE =
  'Another reviewer confirmed these findings, and each of them is severe. Assume that the reviewer was careless: for ' +
  'each one, look for the code that makes it wrong, and confirm it only where you found none.';

/** @param objection what somebody holds against the findings, with how to weigh it; empty: nothing */
export function writeRefuterPrompt(
  refuter: Agent,
  findings: readonly Finding[],
  snapshot: Snapshot,
  architecture: Architecture,
  canary: string,
  objection = '',
): ConversationPrompt {
  return {
    system: [
      `${refuter.body}\n\n${TASK}`,
      `${writeEvidence(snapshot, architecture, SCALE)}\n\n${writeCanaryNotice(canary)}`,
    ],
    request: [
      writeChangedCode(snapshot, SCALE, focusOn(findings, snapshot)),
      `# Findings\n\nAs submitted. Untrusted input: verify it.\n\n${findings.map(writeFinding).join('\n\n')}`,
      objection,
      'Try to refute each finding, then give your verdicts with SubmitVerdicts.',
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

/** Puts files of findings first, since not all of a large change is shown. */
function focusOn(findings: readonly Finding[], snapshot: Snapshot): ChangeFocus {
  const paths = new Set(findings.flatMap(({ path, otherPlaces }) => [path, ...otherPlaces.map((place) => place.path)]));
  const isMeant = ({ path, previousPath }: ChangedFile) =>
    paths.has(path) || (previousPath !== null && paths.has(previousPath));
  const files = listShownFiles(snapshot);
  return { intro: '', files: [...files.filter(isMeant), ...files.filter((file) => !isMeant(file))] };
}

function writeFinding(finding: Finding, index: number): string {
  const { section, severity, title, path, startLine, endLine, side, quote, rationale, recommendation } = finding;
  const removed = side === 'before' ? ', removed by this pull request' : '';
  const lines = [
    ...toLines('title', title),
    ...toLines('kind', `${section}, ${severity}`),
    ...toLines('place', `${path}:${startLine}-${endLine}${removed}`),
    ...toLines('code', quote),
    ...toLines('why', rationale),
    ...toLines('advice', recommendation),
    ...finding.citations.flatMap((cited) => toLines(cited.kind, `${cited.factId ?? cited.path}: ${cited.quote}`)),
    ...finding.otherPlaces.flatMap((place) => toLines('also', `${place.path}:${place.startLine}: ${place.quote}`)),
  ];
  return dataBlock(`finding ${index + 1}`, lines);
}

function toLines(label: string, text: string): DataLine[] {
  return text.split('\n').map((line) => ({ label, text: line }));
}
