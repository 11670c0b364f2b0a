// The door: an architect judges one change. The facts speak by themselves; a model, where there is one, adds its judgement, and
// every claim it makes is checked before it counts.
import type { Architecture } from '../domain/architecture.ts';
import type { Ports } from '../domain/ports.ts';
import type { Review, Verification } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { ALL_READ, type ModelReview } from './architect-conversation.ts';
import { composeReview } from './compose/compose-review.ts';
import { whyNotReviewed } from './compose/skip-review.ts';
import type { Agent } from './definition/agent-definition.ts';
import { chooseAgent } from './definition/choose-agent.ts';
import { type ModelChoice, modelNameOf, pricesDateOf } from './model/model-catalog.ts';
import { chooseArchitectModel } from './model/model-selection.ts';
import { addUsage, NO_USAGE, waitedMs } from './model/usage.ts';
import { askArchitect } from './model-review.ts';
import { refuteFindings } from './refute/refute-findings.ts';

export type { Agent } from './definition/agent-definition.ts';
export { readAgent } from './definition/agent-definition.ts';
export { advise, requireModel } from './guidance/advise.ts';
export { modelIdOf as modelNamed } from './model/model-catalog.ts';

/** What judging needs of the outside. */
export type JudgePorts = Omit<Ports, 'publisher' | 'analyser'>;

/**
 * Judges a change and composes the whole review.
 *
 * @throws TryLater when the model passes for the moment; everything else that can go wrong with it ends in a review made of the
 *   facts, with a note that says what happened
 */
export async function judge(
  ports: JudgePorts,
  limits: RunLimits,
  request: ReviewRequest,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<Review> {
  const { agent, problems, why } = await chooseAgent(snapshot);
  const { model, problems: modelProblems } = chooseArchitectModel(limits.models, snapshot, agent);
  const notReviewed = whyNotReviewed(request, snapshot, architecture);
  const verdict =
    notReviewed === null
      ? await askModels(ports, limits, agent, model, snapshot, architecture)
      : { ...NOTHING, notes: [] };
  return composeReview({
    request,
    snapshot,
    architecture,
    agent: agent.name,
    accent: agent.color,
    model: verdict.model,
    judgement: verdict.judgement,
    verification: verdict.verification,
    reading: { ...verdict.reading, notes: [...(why === null ? [] : [why]), ...verdict.reading.notes] },
    notReviewed,
    notes: verdict.notes,
    settingsProblems: [...snapshot.settingsProblems, ...problems, ...modelProblems],
    usage: {
      ...verdict.usage,
      ...(verdict.estimatedCostUsd === null ? {} : { estimatedCostUsd: verdict.estimatedCostUsd }),
      ...pricesDateOf(verdict.usage),
      apiRequests: ports.repository.requestCount(),
      durationMs: waitedMs(limits, request),
    },
  });
}

/** What the architect says, less what a refuter could prove wrong or nobody could verify. */
interface VerifiedVerdict extends Omit<ModelReview, 'budget'> {
  readonly verification: Verification | null;
}

const NOTHING: Omit<VerifiedVerdict, 'notes' | 'budget'> = {
  judgement: null,
  model: null,
  verification: null,
  usage: NO_USAGE,
  estimatedCostUsd: null,
  reading: ALL_READ,
};

async function askModels(
  ports: JudgePorts,
  limits: RunLimits,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<VerifiedVerdict> {
  const startedAtMs = limits.now();
  const said = await askArchitect(ports, limits, agent, model, snapshot, architecture);
  const { judgement, usage } = said;
  if (judgement === null || judgement.findings.length === 0 || !snapshot.settings.refute) {
    return { ...said, verification: null };
  }
  const asked = { judgement, model: modelNameOf(model), startedAtMs, usage };
  const verified = await refuteFindings(ports, { ...limits, budget: said.budget }, asked, snapshot, architecture);
  return {
    ...said,
    ...verified,
    notes: [...said.notes, ...verified.notes],
    usage: addUsage(usage, verified.usage),
  };
}
