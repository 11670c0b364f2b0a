// Answers a question, or decides on a design. Facts alone cannot, so where the model gives nothing usable the reason
// is thrown.
import type { Architecture } from '../../domain/architecture.ts';
import { BadInput, CannotReview } from '../../domain/errors.ts';
import type { Guidance } from '../../domain/guidance.ts';
import type { Ports } from '../../domain/ports.ts';
import type { Question, Task } from '../../domain/question.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { redactStrings } from '../../text/secrets/redact-secrets.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { readBuiltInSkills } from '../definition/built-in-agents.ts';
import { chooseAgent } from '../definition/choose-agent.ts';
import { ADVISER } from '../model/actor-wording.ts';
import { type LoopEnding, type LoopOutcome, runLoop } from '../model/agent-loop.ts';
import { firstCall, type LoopOptions } from '../model/loop-options.ts';
import { pricesDateOf } from '../model/model-prices.ts';
import { chooseArchitectModel } from '../model/model-selection.ts';
import { reserveBudget } from '../model/reserve-budget.ts';
import { modelNameOf } from '../model/resolve-model.ts';
import { addUsage, waitedMs } from '../model/usage.ts';
import { createCanary, INJECTION_SUSPECTED } from '../safety/canary.ts';
import { redactArchitecture, redactSnapshot } from '../safety/redact-snapshot.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createWorkspace } from '../tools/workspace.ts';
import type { CheckedGuidance } from './check-guidance.ts';
import { type DecisionInputs, readDecisionInputs } from './decision-inputs.ts';
import { writeGuidancePrompt } from './guidance-prompt.ts';
import { readDraft } from './read-draft.ts';
import { createSubmitGuidance, type SubmittedGuidance } from './submit-guidance.ts';

/** Share of documents, packages and change that is shown where the whole exceeds the model's context or the budget. */
const SHORTENED = 0.25;
const MAX_PROBLEMS = 5;

const CONTEXT_EXCEEDED = "The question and its context exceed the model's context.";
const CUT_FOR_CONTEXT = "Documents and code were truncated to fit the model's context.";
const CUT_FOR_BUDGET = 'Documents and code were truncated to stay within the cost budget.';
const NOTHING_VERIFIED = "Nothing in the model's answer could be verified.";

type AdvisePorts = Omit<Ports, 'publisher' | 'analyser'>;

/** @throws BadInput without a model: facts alone answer no question */
export function requireModel(model: Ports['model'], { kind }: Task): void {
  if (model === null) {
    throw new BadInput(`${kind} needs a model, and none is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER).`);
  }
}

/**
 * Answers a question; see `requireModel`.
 *
 * @throws BadInput without a context file; CannotReview when the model gives no verifiable answer, each with the
 *   reason for
 *   people; TryLater when the model is unreachable and a further attempt follows
 */
export async function advise(
  ports: AdvisePorts,
  limits: RunLimits,
  question: Question,
  gathered: Snapshot,
  analysed: Architecture,
): Promise<Guidance> {
  const snapshot = await redactSnapshot(gathered);
  const architecture = redactArchitecture(analysed, gathered, snapshot);
  const inputs = readDecisionInputs(question.task, snapshot);
  const { agent, problems } = await chooseAgent(snapshot);
  const { model, problems: modelProblems } = chooseArchitectModel(limits.models, snapshot, agent);
  const context = { ports, limits, question, agent, model: modelNameOf(model), inputs, architecture };
  const { outcome, notes, estimatedCostUsd } = await askAdviser(context);
  const allProblems = [...snapshot.settingsProblems, ...problems, ...modelProblems].slice(0, MAX_PROBLEMS);
  return redactStrings<Guidance>({
    schema: 'architect.guidance/v1',
    repository: `${snapshot.target.repository.owner}/${snapshot.target.repository.name}`,
    head: snapshot.target.head,
    base: snapshot.target.base,
    task: publicTask(question.task),
    ...guidanceOf(outcome.ending),
    consulted: inputs.snapshot.documents.map(({ path, commit, cut }) => ({ path, commit, cut })),
    notes: [...allProblems.map(({ source, line, message }) => `${place(source, line)}: ${message}`), ...notes],
    agent: agent.name,
    model: outcome.model ?? model.id,
    usage: {
      ...outcome.usage,
      estimatedCostUsd,
      ...pricesDateOf(outcome.usage),
      apiRequests: ports.repository.requestCount(),
      durationMs: waitedMs(limits, question),
    },
  });
}

interface AdviseContext {
  readonly ports: AdvisePorts;
  readonly limits: RunLimits;
  readonly question: Question;
  readonly agent: Agent;
  readonly model: string;
  readonly inputs: DecisionInputs;
  readonly architecture: Architecture;
}

interface Answer {
  readonly outcome: LoopOutcome<SubmittedGuidance>;
  readonly notes: readonly string[];
  readonly estimatedCostUsd: number;
}

/**
 * Holds one conversation, shortened to fit the budget, or a second, shortened one where the first exceeded the
 * context.
 */
async function askAdviser(context: AdviseContext): Promise<Answer> {
  const { ports, limits } = context;
  const prepare = await prepareConversations(context);
  const decision = await reserveBudget(ports, limits.budget, {
    full: firstCall(prepare(1, 0)),
    shortened: firstCall(prepare(SHORTENED, 0)),
    share: 1,
    refuter: null,
    subject: 'The answer',
  });
  if (decision.kind === 'refused') throw new CannotReview(decision.why);
  const { kind, budget, estimatedCostUsd } = decision;
  const run = (scale: number, firstTurn: number) => runLoop(ports, { ...limits, budget }, prepare(scale, firstTurn));
  if (kind === 'shortened') return { outcome: await run(SHORTENED, 0), notes: [CUT_FOR_BUDGET], estimatedCostUsd };
  const first = await run(1, 0);
  if (first.ending.kind !== 'context-exceeded') return { outcome: first, notes: [], estimatedCostUsd };
  const second = await run(SHORTENED, first.turns);
  const outcome = { ...second, usage: addUsage(first.usage, second.usage) };
  return { outcome, notes: [CUT_FOR_CONTEXT], estimatedCostUsd };
}

/** Returns a function that prepares a conversation at a scale, after so many turns of an earlier one. */
async function prepareConversations(
  context: AdviseContext,
): Promise<(scale: number, firstTurn: number) => LoopOptions<SubmittedGuidance>> {
  const { ports, question, agent, model, inputs, architecture } = context;
  const { snapshot } = inputs;
  // Kept by the step, so that a resumed answer continues the same conversation.
  const canary = await ports.step('canary', async () => createCanary());
  const skills = await readBuiltInSkills();
  const { task } = question;
  return (scale, firstTurn) => {
    const workspace = createWorkspace(snapshot);
    return {
      actor: ADVISER,
      ...writeGuidancePrompt(agent, question, inputs, architecture, canary, scale),
      model,
      tools: createToolbox(agent, snapshot, architecture, skills, ports.progress, workspace),
      submit: createSubmitGuidance({
        snapshot,
        architecture,
        canary,
        needsAdvice: task.kind === 'decide',
        draft: () => (task.kind === 'decide' ? readDraft(workspace, task.into) : null),
      }),
      firstTurn,
    };
  };
}

function guidanceOf(ending: LoopEnding<SubmittedGuidance>): CheckedGuidance {
  switch (ending.kind) {
    case 'gave-up':
    case 'unavailable':
      throw new CannotReview(ending.note);
    case 'context-exceeded':
      throw new CannotReview(CONTEXT_EXCEEDED);
    case 'submitted':
      if (ending.result.kind === 'advised') return ending.result.guidance;
      throw new CannotReview(ending.result.kind === 'steered' ? INJECTION_SUSPECTED : NOTHING_VERIFIED);
  }
}

function publicTask(task: Task): Guidance['task'] {
  return task.kind === 'ask'
    ? { kind: 'ask', question: task.question }
    : { kind: 'decide', context: task.context, into: task.into };
}

function place(source: string, line: number | null): string {
  return line === null ? source : `${source}:${line}`;
}
