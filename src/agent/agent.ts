// Reviews a change: facts always count, a model adds its judgement where there is one, and its claims are verified
// first.
import type { Architecture } from '../domain/architecture.ts';
import type { Ports } from '../domain/ports.ts';
import type { Review, Verification } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { redactStrings } from '../text/secrets/redact-secrets.ts';
import { ALL_READ, type ModelReading } from './architect-conversation.ts';
import { composeReview } from './compose/compose-review.ts';
import { explainSkip, hasSomethingToJudge } from './compose/skip-review.ts';
import type { Agent } from './definition/agent-definition.ts';
import { chooseAgent } from './definition/choose-agent.ts';
import { pricesDateOf } from './model/model-prices.ts';
import { chooseArchitectModel } from './model/model-selection.ts';
import { type ModelChoice, modelNameOf } from './model/resolve-model.ts';
import { addUsage, NO_USAGE, waitedMs } from './model/usage.ts';
import { reviewWithModel } from './model-review.ts';
import { refuteFindings } from './refute/refute-findings.ts';
import { redactArchitecture, redactSnapshot } from './safety/redact-snapshot.ts';
import { chooseFindings } from './verify/choose-findings.ts';

export { factLedger } from './compose/clause-ledger.ts';
export { readAgent } from './definition/agent-definition.ts';
export { advise, requireModel } from './guidance/advise.ts';
export { modelIdOf } from './model/resolve-model.ts';
export { weighReply } from './refute/weigh-human-reply.ts';

/** Ports of judging a change. */
export type JudgePorts = Omit<Ports, 'publisher' | 'analyser'>;

/**
 * Judges a change and composes the whole review. Secrets are removed first: no model and no reader gets to see one.
 *
 * @throws TryLater when the model is unreachable and a further attempt follows. Any other failure of the model ends
 *   in a review
 *   of facts only, with a note that tells what happened.
 */
export async function judge(
  ports: JudgePorts,
  limits: RunLimits,
  request: ReviewRequest,
  gathered: Snapshot,
  analysed: Architecture,
): Promise<Review> {
  const snapshot = await redactSnapshot(gathered);
  const architecture = redactArchitecture(analysed, gathered, snapshot);
  const { agent, problems, why } = await chooseAgent(snapshot);
  const { model, problems: modelProblems } = chooseArchitectModel(limits.models, snapshot, agent);
  const notReviewed = explainSkip(request, snapshot, architecture);
  const isAsked = notReviewed === null && hasSomethingToJudge(snapshot, architecture);
  const reading = isAsked ? await askModels(ports, limits, agent, model, snapshot, architecture) : NOTHING_ASKED;
  const { judgement, verification, coverage, notes, usage, estimatedCostUsd } = reading;
  const chosen = judgement === null ? null : chooseFindings(judgement.findings, snapshot.settings);
  const review = composeReview({
    request,
    snapshot,
    architecture,
    agent: agent.name,
    accent: agent.color,
    model: reading.model,
    judgement: judgement === null ? null : { ...judgement, findings: chosen?.findings ?? [] },
    further: chosen?.further ?? [],
    verification,
    coverage: { ...coverage, notes: [...(why === null ? [] : [why]), ...coverage.notes] },
    notReviewed,
    notes,
    settingsProblems: [
      ...snapshot.settingsProblems,
      ...(architecture.settingsProblems ?? []),
      ...problems,
      ...modelProblems,
    ],
    usage: {
      ...usage,
      ...(estimatedCostUsd === null ? {} : { estimatedCostUsd }),
      ...pricesDateOf(usage),
      apiRequests: ports.repository.requestCount(),
      durationMs: waitedMs(limits, request),
    },
  });
  return redactStrings(review);
}

/** The architect's review without what the refuter dropped. */
interface VerifiedReading extends ModelReading {
  readonly estimatedCostUsd: number | null;
  /** null where no refuter was asked. */
  readonly verification: Verification | null;
}

const NOTHING_ASKED: VerifiedReading = {
  judgement: null,
  model: null,
  notes: [],
  verification: null,
  usage: NO_USAGE,
  estimatedCostUsd: null,
  coverage: ALL_READ,
};

async function askModels(
  ports: JudgePorts,
  limits: RunLimits,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<VerifiedReading> {
  const startedAtMs = limits.now();
  const reviewed = await reviewWithModel(ports, limits, agent, model, snapshot, architecture);
  const { judgement, usage, budget } = reviewed;
  if (judgement === null || judgement.findings.length === 0 || !snapshot.settings.refute) {
    return { ...reviewed, verification: null };
  }
  const result = { judgement, model: modelNameOf(model), startedAtMs, usage };
  const verified = await refuteFindings(ports, { ...limits, budget }, result, snapshot, architecture);
  return {
    ...reviewed,
    ...verified,
    notes: [...reviewed.notes, ...verified.notes],
    usage: addUsage(usage, verified.usage),
  };
}
