// Merges the results of the parts into one judgement: findings with one cause become one, and a last look at the
// whole gives the summary and the recommendations. Without that look, the summary comes from the facts.
import { Section } from '../../domain/finding.ts';
import type { Dropped, Recommendations } from '../../domain/review.ts';
import { oneLine } from '../../text/sanitize.ts';
import type { ConversationContext } from '../architect-conversation.ts';
import { describeChange, describeChangeInNumbers } from '../compose/describe-change.ts';
import { type LoopEnding, runLoop } from '../model/agent-loop.ts';
import { modelNameOf } from '../model/resolve-model.ts';
import { type ModelUsage, NO_USAGE } from '../model/usage.ts';
import { writeAgentPreamble } from '../prompt/agent-preamble.ts';
import { INJECTION_SUSPECTED } from '../safety/canary.ts';
import { type CheckedClaim, selectFindings } from '../verify/check-claims.ts';
import type { Judgement } from '../verify/judgement.ts';
import { mergeGroups, mergeSameTitles, type VerifiedClaim } from '../verify/merge-claims.ts';
import { type ChangePart, namePackages } from './plan-parts.ts';
import { createSubmitSynthesis, type SubmittedSynthesis } from './submit-synthesis.ts';
import { SYNTHESIZER, writeSynthesisPrompt } from './synthesis-prompt.ts';

const MAX_TURNS = 3;
/** Findings that one look at the whole, and a refuter, can hold. */
const MAX_FINDINGS = 40;
/** Lines of one section where no model chose among them. */
const MAX_LINES = 6;

/** Result of one part. */
export interface PartResult {
  readonly part: ChangePart;
  readonly judgement: Judgement;
  readonly checked: readonly CheckedClaim[];
}

interface MergedParts {
  readonly judgement: Judgement;
  readonly notes: readonly string[];
  /** Of the look at the whole alone. */
  readonly usage: ModelUsage;
}

type Synthesis = Extract<SubmittedSynthesis, { readonly kind: 'synthesized' }>;

/**
 * @param isAllRead every Go file was in one of the parts
 * @throws TryLater as `runLoop` does; the signal's reason once it is aborted
 */
export async function mergeParts(
  context: ConversationContext,
  parts: readonly PartResult[],
  isAllRead: boolean,
  spent: ModelUsage,
): Promise<MergedParts> {
  const checked = parts.flatMap((part) => part.checked);
  const verified = mergeSameTitles(checked);
  const claims = verified.slice(0, MAX_FINDINGS);
  const { synthesis, notes, usage } =
    parts.length === 1
      ? { synthesis: null, notes: [], usage: NO_USAGE }
      : await lookAtWhole(context, parts, claims, spent);
  const merged = mergeGroups(claims, synthesis?.sameCause ?? []);
  const unverified = checked.filter(({ finding }) => finding === null);
  const selected = selectFindings([...merged, ...unverified], context.architecture);
  return {
    judgement: {
      ...selected,
      dropped: [...selected.dropped, ...verified.slice(MAX_FINDINGS).map(toDropped)],
      summary: synthesis === null ? summarize(context, parts) : synthesis.summary,
      recommendations: synthesis?.recommendations ?? collectRecommendations(parts),
      // A clause that is kept in the parts that were read may be violated in the others.
      clausesChecked: isAllRead ? parts.flatMap(({ judgement }) => judgement.clausesChecked) : [],
    },
    notes,
    usage,
  };
}

async function lookAtWhole(
  { ports, limits, agent, model, snapshot, architecture, canary, startedAtMs }: ConversationContext,
  parts: readonly PartResult[],
  claims: readonly VerifiedClaim[],
  spent: ModelUsage,
): Promise<{ synthesis: Synthesis | null; notes: string[]; usage: ModelUsage }> {
  const { maxTurns, maxCostUsd } = limits.budget;
  const budget = {
    ...limits.budget,
    maxTurns: Math.min(maxTurns, MAX_TURNS),
    maxCostUsd: Math.max(0, maxCostUsd - spent.costUsd),
  };
  const { length } = parts;
  ports.progress({ room: 'agent', message: 'the architect looks at the whole', done: length, total: length });
  const summaries = parts.map(({ part, judgement }) => ({ name: namePackages(part.packages), ...judgement }));
  const facts = describeChange(architecture, snapshot.reviewed.length);
  const { ending, usage } = await runLoop(
    ports,
    { ...limits, budget },
    {
      actor: SYNTHESIZER,
      ...writeSynthesisPrompt(writeAgentPreamble(agent), facts, summaries, claims, canary),
      model: modelNameOf(model),
      tools: [],
      submit: createSubmitSynthesis(claims, snapshot, canary),
      startedAtMs,
    },
  );
  if (ending.kind === 'submitted' && ending.result.kind === 'synthesized') {
    return { synthesis: ending.result, notes: [], usage };
  }
  const note =
    'The parts were not merged: the summary comes from the rules, and related findings may be listed separately. ' +
    explainNoSynthesis(ending);
  return { synthesis: null, notes: [note], usage };
}

function explainNoSynthesis(ending: LoopEnding<SubmittedSynthesis>): string {
  if (ending.kind === 'submitted') return INJECTION_SUSPECTED;
  return ending.kind === 'context-exceeded' ? "Their results exceed the model's context." : ending.note;
}

/** The summary of a single part is that of the whole; several are summarized by the facts. */
function summarize({ architecture, snapshot }: ConversationContext, parts: readonly PartResult[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only.judgement.summary;
  return describeChangeInNumbers(architecture, snapshot.reviewed.length);
}

function collectRecommendations(parts: readonly PartResult[]): Recommendations {
  const entries = Section.options.map((section) => {
    const lines = parts.flatMap(({ judgement }) => judgement.recommendations[section] ?? []);
    return [section, [...new Set(lines)].slice(0, MAX_LINES)];
  });
  return Object.fromEntries(entries) as Recommendations;
}

function toDropped({ finding }: VerifiedClaim): Dropped {
  const reason = `Not among the ${MAX_FINDINGS} most important findings of all parts.`;
  return { title: finding.title, path: oneLine(finding.path, 300), reason };
}
