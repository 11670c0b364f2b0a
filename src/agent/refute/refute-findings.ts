// Lets a second model try to refute the findings with code. Refuted findings are dropped, and so are unverified ones,
// unless a fact proves them.
import type { Architecture } from '../../domain/architecture.ts';
import type { Verification } from '../../domain/review.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { describeChange } from '../compose/describe-change.ts';
import { readRefuter } from '../definition/built-in-agents.ts';
import { REFUTER } from '../model/actor-wording.ts';
import { type LoopEnding, runLoop } from '../model/agent-loop.ts';
import { refuterBudget } from '../model/loop-limits.ts';
import type { LoopPorts } from '../model/loop-options.ts';
import { chooseRefuterModel } from '../model/model-selection.ts';
import { addUsage, type ModelUsage } from '../model/usage.ts';
import { createCanary, INJECTION_SUSPECTED } from '../safety/canary.ts';
import { createToolbox } from '../tools/toolbox.ts';
import type { Judgement } from '../verify/judgement.ts';
import { applyVerdicts } from './apply-verdicts.ts';
import type { CheckedVerdict } from './check-verdicts.ts';
import { writeRefuterPrompt } from './refuter-prompt.ts';
import { createSubmitVerdicts, type SubmittedVerdicts } from './submit-verdicts.ts';

interface ArchitectResult {
  readonly judgement: Judgement;
  /** The architect's model as calls name it, which takes over where the refuter's own is unavailable. */
  readonly model: string;
  /** Time of the first model call, by the clock of the limits. */
  readonly startedAtMs: number;
  readonly usage: ModelUsage;
}

interface RefuterResult {
  readonly judgement: Judgement;
  readonly verification: Verification;
  readonly notes: readonly string[];
  /** Of the refuter alone. */
  readonly usage: ModelUsage;
}

/**
 * @throws TryLater as `runLoop` does; the signal's reason once it is aborted. Other failures leave findings
 * unverified.
 */
export async function refuteFindings(
  ports: LoopPorts,
  limits: RunLimits,
  result: ArchitectResult,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<RefuterResult> {
  const { ending, usage } = await askRefuter(ports, limits, result, snapshot, architecture);
  const isJudged = ending.kind === 'submitted' && ending.result.kind === 'judged';
  const verdicts = isJudged ? ending.result.verdicts : new Map<number, CheckedVerdict>();
  const { judgement, verification, notes } = applyVerdicts(
    result.judgement,
    verdicts,
    explainMissingVerdicts(ending),
    architecture,
  );
  // The architect's summary may repeat a finding that was just dropped.
  const isWhole = judgement.findings.length === result.judgement.findings.length;
  const summary = isWhole ? judgement.summary : describeChange(architecture, snapshot.reviewed.length);
  return { judgement: { ...judgement, summary }, verification, notes, usage };
}

/**
 * Holds one conversation about all findings, and a second one with the architect's model where the refuter's is
 * unavailable.
 */
async function askRefuter(
  ports: LoopPorts,
  limits: RunLimits,
  { judgement, model, startedAtMs, usage }: ArchitectResult,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<{ ending: LoopEnding<SubmittedVerdicts>; usage: ModelUsage }> {
  const refuter = await readRefuter();
  const canary = await ports.step('refute canary', async () => createCanary());
  const own = chooseRefuterModel(limits.models, refuter, model);
  const run = (model: string, firstTurn: number, costUsd: number) =>
    runLoop(
      ports,
      { ...limits, budget: refuterBudget(limits, startedAtMs, costUsd) },
      {
        actor: REFUTER,
        ...writeRefuterPrompt(refuter, judgement.findings, snapshot, architecture, canary),
        model,
        tools: createToolbox(refuter, snapshot, architecture, [], ports.progress),
        submit: createSubmitVerdicts(judgement.findings, { snapshot, architecture }, canary),
        firstTurn,
      },
    );
  const first = await run(own, 0, usage.costUsd);
  const isUnavailable = first.ending.kind === 'unavailable' || first.ending.kind === 'context-exceeded';
  if (!isUnavailable || model === own) return first;
  const second = await run(model, first.turns, usage.costUsd + first.usage.costUsd);
  return { ending: second.ending, usage: addUsage(first.usage, second.usage) };
}

function explainMissingVerdicts(ending: LoopEnding<SubmittedVerdicts>): string {
  switch (ending.kind) {
    case 'gave-up':
    case 'unavailable':
      return ending.note;
    case 'context-exceeded':
      return "The findings and the change exceed the model's context.";
    case 'submitted':
      return ending.result.kind === 'judged' ? 'The model gave no verdict.' : INJECTION_SUSPECTED;
  }
}
