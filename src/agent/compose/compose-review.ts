// Puts the whole review together from what was read, what was computed and what was judged. Pure but for the clock it is given.
import type { Architecture } from '../../domain/architecture.ts';
import { type Clause, isInForce } from '../../domain/clause.ts';
import { compareFindings, type Finding, isAtLeast } from '../../domain/finding.ts';
import type { Coverage, Review, Usage, Verdict, Verification } from '../../domain/review.ts';
import type { ReviewRequest } from '../../domain/review-request.ts';
import type { Settings, SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Judgement } from '../verify/judgement.ts';
import { citesClause, writeClauseLedger } from './clause-ledger.ts';
import {
  describeChangeInNumbers,
  describeCommit,
  emptyRecommendations,
  recommendFromFacts,
  summarizeFacts,
} from './facts-review.ts';
import { countGoFiles } from './skip-review.ts';

export interface ReviewParts {
  readonly request: ReviewRequest;
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
  readonly agent: string;
  /** Colour of the agent; null where its file names none. */
  readonly accent: string | null;
  /** Model id that answered; null when none was asked. */
  readonly model: string | null;
  /** null: the review is made of the facts alone. */
  readonly judgement: Judgement | null;
  /** null where the findings of the model were not held against a refuter. */
  readonly verification: Verification | null;
  /** How the model read the change. */
  readonly reading: Pick<Coverage, 'factsOnly' | 'notes'>;
  readonly notReviewed: string | null;
  readonly notes: readonly string[];
  readonly settingsProblems: readonly SettingsProblem[];
  readonly usage: Usage;
}

export function composeReview(parts: ReviewParts): Review {
  const { request, snapshot, architecture, judgement, notReviewed } = parts;
  const { target, settings } = snapshot;
  const judged = notReviewed === null;
  const all = judged ? [...architecture.findings, ...(judgement?.findings ?? [])].sort(compareFindings) : [];
  const findings = all.filter((finding) => isAtLeast(finding.severity, settings.minSeverity));
  const notes = [...parts.notes, ...noteHidden(all.length - findings.length, settings)];
  return {
    schema: 'architect.review/v1',
    repository: `${target.repository.owner}/${target.repository.name}`,
    pullRequest: target.pullRequest.number,
    base: target.base,
    mergeBase: target.mergeBase,
    head: target.head,
    ...(target.whole ? { whole: true } : {}),
    mode: judgement === null ? 'facts' : 'model',
    verdict:
      notReviewed !== null ? 'not-reviewed' : decide(findings, request.failOn ?? settings.failOn, architecture.clauses),
    notReviewed,
    summary: summarise(parts),
    coverage: cover(snapshot, architecture, parts.reading),
    findings,
    recommendations: judged ? (judgement?.recommendations ?? recommendFromFacts(architecture)) : emptyRecommendations(),
    facts: summarizeFacts(architecture),
    clauses: judged ? writeClauseLedger(architecture, findings, judgement?.clausesChecked ?? []) : [],
    dropped: [...(judgement?.dropped ?? [])],
    ...(parts.verification === null ? {} : { verification: parts.verification }),
    consulted: snapshot.documents.map(({ path, commit, cut }) => ({ path, commit, cut })),
    policyChanges: snapshot.policyChanges.map(({ path, kind }) => ({ path, kind })),
    settingsProblems: parts.settingsProblems.map(({ source, line, message }) => ({ source, line, message })),
    notes,
    agent: parts.agent,
    ...(parts.accent === null ? {} : { accent: parts.accent.slice(0, 40) }),
    model: judgement === null ? null : parts.model,
    usage: parts.usage,
  };
}

function summarise({ snapshot, architecture, judgement, notReviewed }: ReviewParts): string {
  if (notReviewed !== null) return notReviewed;
  if (snapshot.target.whole) return describeCommit(architecture, snapshot.reviewed.length);
  return judgement?.summary || describeChangeInNumbers(architecture, snapshot.reviewed.length);
}

/** Only findings that rest on a fact or a clause can fail a check: an opinion never does, nor what quotes a text that lays down no rule. */
function decide(findings: readonly Finding[], failOn: Settings['failOn'], clauses: readonly Clause[]): Verdict {
  if (findings.length === 0) return 'clear';
  if (failOn === 'never') return 'advise';
  const rules = clauses.filter(isInForce);
  const canFail = (finding: Finding) =>
    finding.source === 'fact' ||
    finding.citations.some(({ kind }) => kind === 'fact') ||
    rules.some((clause) => citesClause(finding, clause));
  return findings.some((finding) => isAtLeast(finding.severity, failOn) && canFail(finding)) ? 'block' : 'advise';
}

function noteHidden(hidden: number, { minSeverity }: Settings): string[] {
  if (hidden === 0) return [];
  return [
    `${hidden === 1 ? 'One finding' : `${hidden} findings`} below ${minSeverity} left out, as \`minSeverity\` asks.`,
  ];
}

function cover(snapshot: Snapshot, architecture: Architecture, reading: ReviewParts['reading']): Coverage {
  const changed = new Set(snapshot.reviewed.map(({ path }) => path));
  const unread = architecture.unread.filter(({ path }) => changed.has(path));
  const elsewhere = architecture.unread.length - unread.length;
  const skipped = [...snapshot.skipped, ...unread].map(({ path, reason }) => ({ path, reason }));
  return {
    changedGoFiles: countGoFiles(snapshot),
    reviewed: changed.size - new Set(unread.map(({ path }) => path)).size,
    skipped: skipped.filter(({ path }, index) => skipped.findIndex((other) => other.path === path) === index),
    factsOnly: reading.factsOnly.filter(({ path }) => !unread.some((other) => other.path === path)),
    notes: [
      ...reading.notes,
      ...snapshot.notes,
      ...architecture.notes,
      ...(elsewhere === 0 ? [] : [`${elsewhere} unchanged Go file${elsewhere === 1 ? '' : 's'} could not be read.`]),
    ],
  };
}
