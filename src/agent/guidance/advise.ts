// Lets the architect answer a question, or decide on a design. Without a model there is nothing to say, so every way that gives no
// guidance ends with the reason, for people.
import type { Architecture } from '../../domain/architecture.ts';
import { BadInput, CannotReview } from '../../domain/errors.ts';
import type { Guidance } from '../../domain/guidance.ts';
import type { Ports } from '../../domain/ports.ts';
import type { Question, Task } from '../../domain/question.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { readBuiltInSkills } from '../definition/built-in-agents.ts';
import { chooseAgent } from '../definition/choose-agent.ts';
import { ADVISER } from '../model/actor-wording.ts';
import { firstCall, type LoopEnding, type LoopOptions, type LoopOutcome, runLoop } from '../model/agent-loop.ts';
import { modelNameOf, pricesDateOf } from '../model/model-catalog.ts';
import { chooseArchitectModel } from '../model/model-selection.ts';
import { reserveBudget } from '../model/reserve-budget.ts';
import { addUsage, waitedMs } from '../model/usage.ts';
import { createCanary, INJECTION_SUSPECTED } from '../safety/canary.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createWorkspace } from '../tools/workspace.ts';
import type { CheckedGuidance } from './check-guidance.ts';
import { type DecisionInputs, readDecisionInputs } from './decision-inputs.ts';
import { writeGuidancePrompt } from './guidance-prompt.ts';
import { readDraft } from './read-draft.ts';
import { createSubmitGuidance, type SubmittedGuidance } from './submit-guidance.ts';

/** How much of documents, packages and change is shown to a model whose context the whole exceeded. */
const SMALLER = 0.25;
const MAX_PROBLEMS = 5;

const TOO_LARGE = 'What is asked about does not fit into the model.';
const TOO_LONG = 'Documents and code were shortened for the model, because the whole exceeded its context.';
const TOO_DEAR = 'Documents and code were shortened for the model, so that the answer keeps within its budget.';

type AdvisePorts = Omit<Ports, 'publisher'>;

/** Facts alone answer no question. @throws BadInput where there is no model */
export function requireModel(model: Ports['model'], { kind }: Task): void {
  if (model === null)
    throw new BadInput(`${kind} needs a model, and none is set up (ANTHROPIC_API_KEY or MODEL_PROVIDER).`);
}

/**
 * Answers a question; see `requireModel`.
 *
 * @throws BadInput without a context file; CannotReview when the model gives no answer that holds, each with the reason
 *   for people; TryLater when the model passes for the moment
 */
export async function advise(
  ports: AdvisePorts,
  limits: RunLimits,
  question: Question,
  given: Snapshot,
  architecture: Architecture,
): Promise<Guidance> {
  const dossier = readDecisionInputs(question.task, given);
  const { agent, problems } = await chooseAgent(given);
  const { model, problems: modelProblems } = chooseArchitectModel(limits.models, given, agent);
  const { outcome, notes, estimatedCostUsd } = await converse(
    ports,
    limits,
    question,
    agent,
    modelNameOf(model),
    dossier,
    architecture,
  );
  const said = conclude(outcome.ending);
  const found = [...given.settingsProblems, ...problems, ...modelProblems];
  return {
    schema: 'architect.guidance/v1',
    repository: `${given.target.repository.owner}/${given.target.repository.name}`,
    head: given.target.head,
    base: given.target.base,
    task: publicTask(question.task),
    ...said,
    consulted: dossier.snapshot.documents.map(({ path, commit, cut }) => ({ path, commit, cut })),
    notes: [
      ...found.slice(0, MAX_PROBLEMS).map(({ source, line, message }) => `${place(source, line)}: ${message}`),
      ...notes,
    ],
    agent: agent.name,
    model: outcome.model ?? model.id,
    usage: {
      ...outcome.usage,
      estimatedCostUsd,
      ...pricesDateOf(outcome.usage),
      apiRequests: ports.repository.requestCount(),
      durationMs: waitedMs(limits, question),
    },
  };
}

interface Conversed {
  readonly outcome: LoopOutcome<SubmittedGuidance>;
  readonly notes: readonly string[];
  readonly estimatedCostUsd: number;
}

/** One conversation, shortened where the whole would cost too much; and a second with less to read where it does not fit the model. */
async function converse(
  ports: AdvisePorts,
  limits: RunLimits,
  question: Question,
  agent: Agent,
  model: string,
  dossier: DecisionInputs,
  architecture: Architecture,
): Promise<Conversed> {
  // Kept by the step, so that an answer that is resumed goes on with the same conversation.
  const canary = await ports.step('canary', async () => createCanary());
  const skills = await readBuiltInSkills();
  const { task } = question;
  const prepare = (scale: number, firstTurn: number): LoopOptions<SubmittedGuidance> => {
    const workspace = createWorkspace(dossier.snapshot);
    return {
      actor: ADVISER,
      ...writeGuidancePrompt(agent, question, dossier, architecture, canary, scale),
      model,
      tools: createToolbox(agent, dossier.snapshot, architecture, skills, ports.progress, workspace),
      submit: createSubmitGuidance({
        snapshot: dossier.snapshot,
        architecture,
        canary,
        needsAdvice: task.kind === 'decide',
        draft: () => (task.kind === 'decide' ? readDraft(workspace, task.into) : null),
      }),
      firstTurn,
    };
  };
  const afforded = await reserveBudget(ports, limits.budget, {
    whole: firstCall(prepare(1, 0)),
    smaller: firstCall(prepare(SMALLER, 0)),
    share: 1,
    refuter: null,
    what: 'An answer by the model',
  });
  if (afforded.kind === 'nothing') throw new CannotReview(afforded.why);
  const { estimatedCostUsd } = afforded;
  const within = { ...limits, budget: afforded.budget };
  const isSmaller = afforded.kind === 'smaller';
  const first = await runLoop(ports, within, prepare(isSmaller ? SMALLER : 1, 0));
  if (isSmaller || first.ending.kind !== 'context-exceeded') {
    return { outcome: first, notes: isSmaller ? [TOO_DEAR] : [], estimatedCostUsd };
  }
  const second = await runLoop(ports, within, prepare(SMALLER, first.turns));
  return { outcome: { ...second, usage: addUsage(first.usage, second.usage) }, notes: [TOO_LONG], estimatedCostUsd };
}

function conclude(ending: LoopEnding<SubmittedGuidance>): CheckedGuidance {
  switch (ending.kind) {
    case 'gave-up':
    case 'barred':
      throw new CannotReview(ending.note);
    case 'context-exceeded':
      throw new CannotReview(TOO_LARGE);
    case 'submitted':
      if (ending.result.kind === 'advised') return ending.result.guidance;
      throw new CannotReview(
        ending.result.kind === 'steered'
          ? INJECTION_SUSPECTED
          : 'Nothing that the model submitted holds, so nothing is said.',
      );
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
