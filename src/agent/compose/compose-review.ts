// Composes the review from the snapshot, the facts and the model's judgement. Pure.
import type { Architecture } from '../../domain/architecture.ts';
import { compareFindings, type Finding, isAtLeast, severityRank } from '../../domain/finding.ts';
import { judgeGate, type Outcome } from '../../domain/gate.ts';
import {
  type Coverage,
  gapsIn,
  type Recommendations,
  type Review,
  type Usage,
  type Verdict,
  type Verification,
} from '../../domain/review.ts';
import type { ReviewRequest } from '../../domain/review-request.ts';
import type { Settings, SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../text/format.ts';
import { createAnyGlob } from '../../text/glob.ts';
import type { Judgement } from '../verify/judgement.ts';
import { writeClauseLedger } from './clause-ledger.ts';
import { describeChangeInNumbers, describeCommit } from './describe-change.ts';
import { emptyRecommendations, recommendFromFacts } from './recommend-from-facts.ts';
import { listGoFiles } from './skip-review.ts';
import { summarizeFacts } from './summarize-facts.ts';

interface ReviewParts {
  readonly request: ReviewRequest;
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
  readonly agent: string;
  /** Color of the agent; null where its file names none. */
  readonly accent: string | null;
  /** Id of the model that answered; null when none was asked. */
  readonly model: string | null;
  /** null: facts only. */
  readonly judgement: Judgement | null;
  /** Verified findings without a place of their own. */
  readonly further: readonly Finding[];
  /** null where no refuter was asked. */
  readonly verification: Verification | null;
  /** Go files that the model was not shown, and notes on how it read the rest. */
  readonly coverage: Pick<Coverage, 'factsOnly' | 'notes'>;
  readonly notReviewed: string | null;
  readonly notes: readonly string[];
  readonly settingsProblems: readonly SettingsProblem[];
  readonly usage: Usage;
}

export function composeReview(parts: ReviewParts): Review {
  const { request, snapshot, architecture, judgement, notReviewed } = parts;
  const { target, settings } = snapshot;
  const isReviewed = notReviewed === null;
  const { findings, further, hidden } = isReviewed ? shownFindings(parts) : NO_FINDINGS;
  const failOn = request.failOn ?? settings.failOn;
  const coverage = coverageOf(snapshot, architecture, parts.coverage);
  const notes = [...parts.notes, ...noteHidden(hidden, settings)];
  const clauses = isReviewed ? writeClauseLedger(architecture, findings, judgement?.clausesChecked ?? []) : [];
  // A gate on the command line stands for all of those in the settings.
  const gates = request.failOn === undefined ? settings.gates : [];
  const outcome = judgeGate({ findings, clauses, failOn, gates, isReviewed, ...gapsIn(coverage) }, createAnyGlob);
  return {
    schema: 'architect.review/v1',
    repository: `${target.repository.owner}/${target.repository.name}`,
    pullRequest: target.pullRequest.number,
    base: target.base,
    mergeBase: target.mergeBase,
    head: target.head,
    ...(target.whole ? { whole: true } : {}),
    mode: judgement === null ? 'facts' : 'model',
    verdict: isReviewed ? verdictOf(findings.length + further.length, outcome) : 'not-reviewed',
    failOn,
    ...(gates.length === 0 ? {} : { gates: [...gates] }),
    outcome,
    notReviewed,
    summary: summarize(parts),
    coverage,
    findings: [...findings],
    ...(further.length === 0 ? {} : { further: [...further] }),
    recommendations: recommend(parts),
    facts: summarizeFacts(architecture),
    clauses,
    dropped: [...(judgement?.dropped ?? [])],
    ...(parts.verification === null ? {} : { verification: parts.verification }),
    consulted: snapshot.documents.map(({ path, commit, cut }) => ({ path, commit, cut })),
    policyChanges: snapshot.policyChanges.map(({ path, kind }) => ({ path, kind })),
    ...listWeakened(snapshot, architecture),
    settingsProblems: parts.settingsProblems.map(({ source, line, message }) => ({ source, line, message })),
    notes,
    agent: parts.agent,
    ...(parts.accent === null ? {} : { accent: parts.accent.slice(0, 40) }),
    model: judgement === null ? null : parts.model,
    usage: parts.usage,
  };
}

interface ShownFindings {
  readonly findings: readonly Finding[];
  /** Without a place of their own. */
  readonly further: readonly Finding[];
  /** Number of findings below the least severity of the settings. */
  readonly hidden: number;
}

const NO_FINDINGS: ShownFindings = { findings: [], further: [], hidden: 0 };

function shownFindings({ architecture, judgement, further, snapshot }: ReviewParts): ShownFindings {
  const isShown = ({ severity }: Finding) => isAtLeast(severity, snapshot.settings.minSeverity);
  const all = inOrder(architecture.findings, judgement?.findings ?? []);
  const findings = all.filter(isShown);
  return { findings, further: further.filter(isShown), hidden: all.length - findings.length };
}

/** By severity; then facts in the order of the architecture, and the model's findings in the model's. */
function inOrder(facts: readonly Finding[], judged: readonly Finding[]): Finding[] {
  return [...[...facts].sort(compareFindings), ...judged].sort(
    (a, b) => severityRank(a.severity) - severityRank(b.severity),
  );
}

function summarize({ snapshot, architecture, judgement, notReviewed }: ReviewParts): string {
  if (notReviewed !== null) return notReviewed;
  if (snapshot.target.whole) return describeCommit(architecture, snapshot.reviewed.length);
  return judgement?.summary || describeChangeInNumbers(architecture, snapshot.reviewed.length);
}

function recommend({ architecture, judgement, notReviewed }: ReviewParts): Recommendations {
  if (notReviewed !== null) return emptyRecommendations();
  return judgement?.recommendations ?? recommendFromFacts(architecture);
}

function listWeakened(snapshot: Snapshot, architecture: Architecture): Pick<Review, 'weakened'> {
  const weakened = [...(snapshot.weakened ?? []), ...(architecture.weakened ?? [])];
  return weakened.length === 0 ? {} : { weakened: [...weakened] };
}

function verdictOf(findings: number, { outcome }: Outcome): Verdict {
  if (outcome === 'fail') return 'block';
  if (outcome === 'inconclusive') return 'incomplete';
  return findings === 0 ? 'clear' : 'advise';
}

function noteHidden(hidden: number, { minSeverity }: Settings): string[] {
  if (hidden === 0) return [];
  return [`${counted(hidden, 'finding')} below ${minSeverity} hidden (\`minSeverity\`).`];
}

const MORE_CHANGES =
  'The list of changed files may be incomplete: the pull request and the repository have more files than GitHub lists.';

function coverageOf(snapshot: Snapshot, architecture: Architecture, read: ReviewParts['coverage']): Coverage {
  const changed = new Set(snapshot.reviewed.map(({ path }) => path));
  const unread = architecture.unread.filter(({ path }) => changed.has(path));
  const elsewhere = architecture.unread.length - unread.length;
  const skipped = [...snapshot.skipped, ...unread].map(({ path, reason, line }) => ({
    path,
    reason,
    ...(line === undefined ? {} : { line }),
  }));
  const stepsLeftOut = [
    ...(snapshot.hasMoreChanges === true ? [MORE_CHANGES] : []),
    ...(architecture.stepsLeftOut ?? []),
  ];
  // One population: the changed files that are or were Go, each read or left out.
  const goFiles = new Set(listGoFiles(snapshot));
  const leftOut = new Set(skipped.map(({ path }) => path).filter((path) => goFiles.has(path)));
  const byPath = new Map([...skipped].reverse().map((file) => [file.path, file]));
  return {
    changedGoFiles: goFiles.size,
    reviewed: goFiles.size - leftOut.size,
    skipped: skipped.filter((file) => byPath.get(file.path) === file),
    factsOnly: read.factsOnly.filter(({ path }) => !unread.some((other) => other.path === path)),
    ...(stepsLeftOut.length === 0 ? {} : { stepsLeftOut }),
    notes: [
      ...read.notes,
      ...snapshot.notes,
      ...architecture.notes,
      ...(elsewhere === 0 ? [] : [`${counted(elsewhere, 'unchanged Go file')} could not be read.`]),
    ],
  };
}
