// Lets a second model try to refute the findings with code. Refuted findings are dropped, and so are unverified ones,
// unless a fact proves them.
import type { Architecture } from '../../domain/architecture.ts';
import { type Finding, isAtLeast, type Severity } from '../../domain/finding.ts';
import type { Recommendations, Verification } from '../../domain/review.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { describeChange } from '../compose/describe-change.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { readRefuter } from '../definition/built-in-agents.ts';
import { REFUTER } from '../model/actor-wording.ts';
import { type LoopEnding, runLoop } from '../model/agent-loop.ts';
import { refuterBudget } from '../model/loop-limits.ts';
import type { LoopPorts } from '../model/loop-options.ts';
import { chooseRefuterModel } from '../model/model-selection.ts';
import { addUsage, type ModelUsage, NO_USAGE } from '../model/usage.ts';
import { createCanary, INJECTION_SUSPECTED } from '../safety/canary.ts';
import { createToolbox } from '../tools/toolbox.ts';
import type { Judgement } from '../verify/judgement.ts';
import { applyVerdicts } from './apply-verdicts.ts';
import type { CheckedVerdict } from './check-verdicts.ts';
import { addControl } from './control-claim.ts';
import { CONFIRMED_BEFORE, writeRefuterPrompt } from './refuter-prompt.ts';
import { createSubmitVerdicts, type SubmittedVerdicts } from './submit-verdicts.ts';
import { withoutDropped } from './without-dropped.ts';

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

type Verdicts = ReadonlyMap<number, CheckedVerdict>;

/**
 * Has every finding refuted once, and the severe ones that survive a second time by the architect's model.
 *
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
  const refuter = await readRefuter();
  const canary = await ports.step('refute canary', async () => createCanary());
  const context = { ports, limits, refuter, canary, startedAtMs: result.startedAtMs, snapshot, architecture };
  const { control, findings } = addControl(result.judgement.findings, snapshot, architecture, canary);
  const first = await askRefuter(context, findings, result);
  const { verdicts, isLazy } = readVerdicts(first.ending, control);
  const usage = addUsage(result.usage, first.usage);
  const second = await checkSevereAgain(context, result, verdicts, { usage, turns: first.turns });
  const applied = applyVerdicts(result.judgement, second.verdicts, explainMissingVerdicts(first.ending, isLazy));
  const keep = (text: string) => withoutDropped(text, result.judgement.findings, applied.judgement.findings);
  const summary = keep(applied.judgement.summary);
  return {
    ...applied,
    judgement: {
      ...applied.judgement,
      recommendations: mapRecommendations(applied.judgement.recommendations, keep),
      summary: summary === '' ? describeChange(architecture, snapshot.reviewed.length) : summary,
      findings: applied.judgement.findings.map((finding) =>
        second.doubted.has(finding.id) ? lowered(finding) : finding,
      ),
    },
    usage: addUsage(first.usage, second.usage),
  };
}

/** What a line advises about a dropped finding goes with it. */
function mapRecommendations(recommendations: Recommendations, keep: (line: string) => string): Recommendations {
  const entries = Object.entries(recommendations).map(([section, lines]) => [
    section,
    lines.map(keep).filter((line) => line !== ''),
  ]);
  return Object.fromEntries(entries) as Recommendations;
}

interface RefutingContext {
  readonly ports: LoopPorts;
  readonly limits: RunLimits;
  readonly refuter: Agent;
  readonly canary: string;
  readonly startedAtMs: number;
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
}

interface Refutation {
  readonly ending: LoopEnding<SubmittedVerdicts>;
  readonly usage: ModelUsage;
  readonly turns: number;
}

/**
 * Holds one conversation about all findings, and a second one with the architect's model where the refuter's is
 * unavailable.
 */
async function askRefuter(
  context: RefutingContext,
  findings: readonly Finding[],
  { model, usage }: ArchitectResult,
): Promise<Refutation> {
  const own = chooseRefuterModel(context.limits.models, context.refuter, model);
  const first = await holdConversation(context, findings, { model: own, firstTurn: 0, costUsd: usage.costUsd });
  const isUnavailable = first.ending.kind === 'unavailable' || first.ending.kind === 'context-exceeded';
  if (!isUnavailable || model === own) return first;
  const costUsd = usage.costUsd + first.usage.costUsd;
  const second = await holdConversation(context, findings, { model, firstTurn: first.turns, costUsd });
  return { ...second, usage: addUsage(first.usage, second.usage) };
}

interface ConversationStart {
  readonly model: string;
  /** Turns of the conversations before it. */
  readonly firstTurn: number;
  /** Spent before it. */
  readonly costUsd: number;
  /** Another reviewer confirmed these findings. */
  readonly again?: true;
}

function holdConversation(
  { ports, limits, refuter, canary, startedAtMs, snapshot, architecture }: RefutingContext,
  findings: readonly Finding[],
  { model, firstTurn, costUsd, again }: ConversationStart,
): Promise<Refutation> {
  return runLoop(
    ports,
    { ...limits, budget: refuterBudget(limits, startedAtMs, costUsd) },
    {
      actor: REFUTER,
      ...writeRefuterPrompt(refuter, findings, snapshot, architecture, canary, again === true ? CONFIRMED_BEFORE : ''),
      model,
      tools: createToolbox(refuter, snapshot, architecture, [], ports.progress),
      submit: createSubmitVerdicts(findings, { snapshot, architecture }, canary),
      firstTurn,
    },
  );
}

/** The verdicts by index of the real findings. Without its confirmations where the refuter confirmed the control. */
function readVerdicts(
  ending: LoopEnding<SubmittedVerdicts>,
  control: number | null,
): { readonly verdicts: Verdicts; readonly isLazy: boolean } {
  if (ending.kind !== 'submitted' || ending.result.kind !== 'judged') return { verdicts: new Map(), isLazy: false };
  const given = ending.result.verdicts;
  const isLazy = control !== null && given.get(control)?.verdict === 'confirmed';
  const real = [...given].flatMap(([index, verdict]): [number, CheckedVerdict][] => {
    if (index === control || (isLazy && verdict.verdict === 'confirmed')) return [];
    return [[control !== null && index > control ? index - 1 : index, verdict]];
  });
  return { verdicts: new Map(real), isLazy };
}

/** Severity of a finding on which the two checks disagree, at most. */
const MAX_DOUBTED: Severity = 'medium';

function isSevere({ severity }: Finding): boolean {
  return isAtLeast(severity, 'high');
}

function lowered(finding: Finding): Finding {
  return isSevere(finding) ? { ...finding, severity: MAX_DOUBTED } : finding;
}

interface SecondCheck {
  readonly verdicts: Verdicts;
  /** Ids of severe findings that the second check did not confirm. */
  readonly doubted: ReadonlySet<string>;
  readonly usage: ModelUsage;
}

/** Asks about each severe finding that was confirmed again; the first verdict gives way to a refutation. */
async function checkSevereAgain(
  context: RefutingContext,
  { judgement, model }: ArchitectResult,
  verdicts: Verdicts,
  spent: { readonly usage: ModelUsage; readonly turns: number },
): Promise<SecondCheck> {
  const severe = judgement.findings.flatMap((finding, index) =>
    isSevere(finding) && verdicts.get(index)?.verdict === 'confirmed' ? [{ finding, index }] : [],
  );
  if (severe.length === 0) return { verdicts, doubted: new Set(), usage: NO_USAGE };
  const findings = severe.map(({ finding }) => finding);
  const start = { model, firstTurn: spent.turns, costUsd: spent.usage.costUsd, again: true } as const;
  const { ending, usage } = await holdConversation(context, findings, start);
  const second = readVerdicts(ending, null).verdicts;
  const merged = new Map(verdicts);
  const doubted = new Set<string>();
  for (const [position, { finding, index }] of severe.entries()) {
    const verdict = second.get(position);
    if (verdict?.verdict === 'refuted') merged.set(index, verdict);
    else if (verdict?.verdict !== 'confirmed') doubted.add(finding.id);
  }
  return { verdicts: merged, doubted, usage };
}

function explainMissingVerdicts(ending: LoopEnding<SubmittedVerdicts>, isLazy: boolean): string {
  if (isLazy) return 'The second model confirmed a claim that is known to be false, so its confirmations do not count.';
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
