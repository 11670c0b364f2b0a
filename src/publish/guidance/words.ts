// Sentences around guidance. Plain text without markup.
import type { Section } from '../../domain/finding.ts';
import type { NamedPackage } from '../../domain/guidance.ts';
import type { NotCommitted, WriteRefusal } from './outcome.ts';

/** Headings of the sections in a document, in the agent's format. */
export const documentSections: Readonly<Record<Section, string>> = {
  'service-architecture': 'Service Architecture',
  'api-design': 'API Design Patterns',
  'concurrency-performance': 'Concurrency & Performance',
  'testing-strategy': 'Testing Strategy',
  'deployment-operations': 'Deployment & Operations',
  'risk-mitigation': 'Risk Mitigation',
};

export const guidanceTitle = 'Go architecture · Guidance';
export const documentTitle = 'Backend Architecture Recommendations';

export const packageStandings: Readonly<Record<NamedPackage['standing'], string>> = {
  'standard-library': 'standard library',
  own: 'in this repository',
  required: 'already required',
  new: 'a new dependency',
};

export const proposedLine = 'Two proposed documents; nothing was committed.';

const notCommittedReasons: Readonly<Record<Exclude<NotCommitted['kind'], 'not-writable' | 'refused'>, string>> = {
  issue: 'an issue has no branch to commit to.',
  fork: 'the pull request comes from a fork, and the App does not push to forks.',
  moved: 'the branch has new commits. Run the command again for the new head.',
  closed: 'the pull request is closed.',
  permission: [
    'the App lacks the permission "contents: write".',
    "Add it in the App's settings; a repository owner must then approve it.",
  ].join(' '),
};

export function notCommittedLine(reason: NotCommitted): string {
  return `The documents were not committed: ${describeReason(reason)}`;
}

function describeReason(reason: NotCommitted): string {
  if (reason.kind === 'not-writable') return describeWriteRefusal(reason.refusal);
  return reason.kind === 'refused' ? reason.message : notCommittedReasons[reason.kind];
}

/** One sentence that names the path. */
export function describeWriteRefusal({ reason, path }: WriteRefusal): string {
  switch (reason) {
    case 'foreign':
      return `"${path}" exists and was not created by this tool.`;
    case 'edited':
      return `"${path}" was edited after this tool wrote it.`;
    case 'broken-markers':
      return [
        `"${path}" has unbalanced section markers:`,
        'keep one begin and one end marker, in that order, or remove both.',
      ].join(' ');
    case 'not-a-file':
      return `"${path}" is not a regular file.`;
    case 'not-text':
      return `"${path}" is not UTF-8 text, so nothing can be appended.`;
  }
}

/** What to do on the command line about a file that cannot be written. */
export function writeAdvice({ reason }: WriteRefusal): string {
  switch (reason) {
    case 'broken-markers':
      return 'Fix the markers and run the command again.';
    case 'not-a-file':
      return 'Move it, or choose another --out.';
    default:
      return 'Move it, choose another --out, or pass --replace to overwrite it.';
  }
}
