// The door: an architect judges one change. The facts speak by themselves; a model, where there is one, adds its judgement, and
// every claim it makes is checked before it counts.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Architecture } from '../domain/architecture.ts';
import { BadInput } from '../domain/errors.ts';
import type { Ports } from '../domain/ports.ts';
import type { Review, Usage } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { SettingsProblem } from '../domain/settings.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { composeReview } from './compose-review.ts';
import { type Agent, readAgent } from './definition.ts';
import { whyNotReviewed } from './hold-back.ts';

export type { Agent } from './definition.ts';
export { readAgent } from './definition.ts';

const BUILT_IN = 'agents/go-backend-architect.md';

/**
 * Judges a change and composes the whole review.
 *
 * @throws TryLater when the model passes for the moment; everything else that can go wrong with it ends in a review made of the
 *   facts, with a note that says what happened
 */
export async function judge(
  ports: Ports,
  request: ReviewRequest,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<Review> {
  const { agent, problems } = await chooseAgent(snapshot);
  const notReviewed = whyNotReviewed(request, snapshot, architecture);
  return composeReview({
    request,
    snapshot,
    architecture,
    agent: agent.name,
    model: null,
    judgement: null,
    notReviewed,
    notes:
      notReviewed === null ? ['No model is set up (ANTHROPIC_API_KEY): this review is made of the facts alone.'] : [],
    settingsProblems: [...snapshot.settingsProblems, ...problems],
    usage: measure(ports, request),
  });
}

/** The agent of the repository's settings; where its file is wrong, the built-in one and the problem. */
async function chooseAgent(snapshot: Snapshot): Promise<{ agent: Agent; problems: readonly SettingsProblem[] }> {
  const { agentFile } = snapshot;
  if (agentFile === null) return { agent: await readBuiltIn(), problems: [] };
  try {
    return { agent: readAgent(agentFile.text, agentFile.path), problems: [] };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const [, line, message] = /^.*?:(\d+): (.*)$/s.exec(error.message) ?? [];
    const problem = {
      source: agentFile.path,
      line: line === undefined ? null : Number(line),
      message: `${message ?? error.message} Until then the built-in architect reviews.`,
    };
    return { agent: await readBuiltIn(), problems: [problem] };
  }
}

async function readBuiltIn(): Promise<Agent> {
  const path = fileURLToPath(new URL(`../../${BUILT_IN}`, import.meta.url));
  return readAgent(await readFile(path, 'utf8'), BUILT_IN);
}

function measure(ports: Ports, request: ReviewRequest): Usage {
  const startedAtMs = Date.parse(request.requestedAt);
  return {
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    apiRequests: ports.repository.requestCount(),
    durationMs: Number.isNaN(startedAtMs) ? 0 : Math.max(0, Math.round(ports.now() - startedAtMs)),
  };
}
