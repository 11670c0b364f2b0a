// Every sentence of ours around guidance, in one place. Plain text without markup.
import type { Section } from '../../domain/finding.ts';
import type { NamedPackage } from '../../domain/guidance.ts';

/** The sections of a document, by the headings of the agent's format. */
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
  own: 'of this repository',
  required: 'required already',
  new: 'a new dependency',
};

/** What became of the two documents of a decision on a pull request. */
export type CommitOutcome =
  | { readonly kind: 'proposed' }
  | { readonly kind: 'committed'; readonly sha: string; readonly branch: string }
  | { readonly kind: 'not-committed'; readonly why: string };

export const proposed = 'Two documents are proposed; nothing was written to the repository.';

export function notCommitted(why: string): string {
  return `The documents were not committed: ${/[.!?…]$/.test(why) ? why : `${why}.`}`;
}

/** Why nothing could be committed. */
export const reasons = {
  issue: 'an issue has no branch to commit to.',
  fork: 'the pull request comes from a fork, where this App does not write.',
  moved: 'the branch moved on while they were being written. Ask again to have them written for the new head.',
  closed: 'the pull request is not open any more.',
  permission:
    'the App has not been granted the permission "contents: write". Its owner can ask for it in the settings of the App, and an owner of the repository grants it.',
  symlink: (path: string) => `"${path}" is no plain file in the repository.`,
  unreadable: (path: string) => `"${path}" cannot be read as text.`,
} as const;

/** Why a file that exists is left alone. */
export function keepsForeign(path: string): string {
  return `"${path}" exists and was not written by the architect.`;
}

export function keepsEdited(path: string): string {
  return `"${path}" was changed by hand since the architect wrote it.`;
}

export function brokenMarkers(path: string): string {
  return `the marks of the architect's section in "${path}" do not match: there has to be one that begins it and, below it, one that ends it, or neither.`;
}
