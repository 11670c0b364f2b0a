// From what the parts gave to one judgement: findings merged, and one look at the whole for the words about it. Where that look cannot be
// had, the facts speak for the whole.
import { Section } from '../../domain/finding.ts';
import type { Dropped, Recommendations } from '../../domain/review.ts';
import { oneLine } from '../../text/sanitize.ts';
import type { ConversationContext } from '../architect-conversation.ts';
import { describeChange, describeChangeInNumbers } from '../compose/facts-review.ts';
import { runLoop } from '../model/agent-loop.ts';
import { modelNameOf } from '../model/model-catalog.ts';
import { type ModelUsage, NO_USAGE } from '../model/usage.ts';
import { writeAgentPreamble } from '../prompt/agent-preamble.ts';
import { INJECTION_SUSPECTED } from '../safety/canary.ts';
import { type CheckedClaim, settleClaims } from '../verify/check-claims.ts';
import type { Judgement } from '../verify/judgement.ts';
import { mergeGroups, mergeSameTitles, type VerifiedClaim } from '../verify/merge-claims.ts';
import { type ChangePart, namePackages } from './plan-parts.ts';
import {
  createSubmitSynthesis,
  type SubmittedSynthesis,
  SYNTHESIZER,
  writeSynthesisPrompt,
} from './submit-synthesis.ts';

const MAX_TURNS = 3;
/** As many as one look, and a refuter, can hold. */
const MAX_FINDINGS = 40;
/** Lines of advice in one section where nobody chose among them. */
const MAX_ADVICE = 6;

/** What one part gave. */
export interface PartResult {
  readonly part: ChangePart;
  readonly judgement: Judgement;
  readonly checked: readonly CheckedClaim[];
}

interface Together {
  readonly judgement: Judgement;
  readonly notes: readonly string[];
  /** Of the look at the whole alone. */
  readonly usage: ModelUsage;
}

/**
 * @param isAllRead every Go file was in one of the parts
 * @throws TryLater when the model passes for the moment, and what the review's signal carries
 */
export async function mergeParts(
  desk: ConversationContext,
  read: readonly PartResult[],
  isAllRead: boolean,
  spent: ModelUsage,
): Promise<Together> {
  const checked = read.flatMap((one) => one.checked);
  const sound = mergeSameTitles(checked);
  const claims = sound.slice(0, MAX_FINDINGS);
  const { drawn, notes, usage } =
    read.length === 1 ? { drawn: null, notes: [], usage: NO_USAGE } : await lookAtWhole(desk, read, claims, spent);
  const merged = mergeGroups(claims, drawn?.sameCause ?? []);
  const unsound = checked.filter(({ finding }) => finding === null);
  const settled = settleClaims([...merged, ...unsound], desk.architecture, desk.snapshot.settings);
  return {
    judgement: {
      ...settled,
      dropped: [...settled.dropped, ...sound.slice(MAX_FINDINGS).map(explainTooMany)],
      summary: drawn === null ? summarise(desk, read) : drawn.summary,
      recommendations: drawn?.recommendations ?? collectAdvice(read),
      // What holds in the parts that were read may not hold in the others.
      clausesChecked: isAllRead ? read.flatMap(({ judgement }) => judgement.clausesChecked) : [],
    },
    notes,
    usage,
  };
}

async function lookAtWhole(
  { ports, limits, agent, model, snapshot, architecture, canary, startedAtMs }: ConversationContext,
  read: readonly PartResult[],
  claims: readonly VerifiedClaim[],
  spent: ModelUsage,
): Promise<{ drawn: Extract<SubmittedSynthesis, { kind: 'drawn' }> | null; notes: string[]; usage: ModelUsage }> {
  const { budget } = limits;
  const leftUsd = Math.max(0, budget.maxCostUsd - spent.costUsd);
  ports.progress({ room: 'agent', message: 'the architect looks at the whole', done: read.length, total: read.length });
  const said = read.map(({ part, judgement }) => ({ name: namePackages(part.packages), ...judgement }));
  const { ending, usage } = await runLoop(
    ports,
    { ...limits, budget: { ...budget, maxTurns: Math.min(budget.maxTurns, MAX_TURNS), maxCostUsd: leftUsd } },
    {
      actor: SYNTHESIZER,
      ...writeSynthesisPrompt(
        writeAgentPreamble(agent),
        describeChange(architecture, snapshot.reviewed.length),
        said,
        claims,
        canary,
      ),
      model: modelNameOf(model),
      tools: [],
      submit: createSubmitSynthesis(claims, snapshot, canary),
      startedAtMs,
    },
  );
  if (ending.kind === 'submitted' && ending.result.kind === 'drawn') return { drawn: ending.result, notes: [], usage };
  const why =
    ending.kind === 'submitted'
      ? INJECTION_SUSPECTED
      : ending.kind === 'context-exceeded'
        ? 'What the parts gave does not fit into the model.'
        : ending.note;
  const note = `The parts were not drawn together: the summary is that of the facts, and findings with one cause may stand apart. ${why}`;
  return { drawn: null, notes: [note], usage };
}

/** One part speaks for itself; of several the facts say what they come to. */
function summarise({ architecture, snapshot }: ConversationContext, read: readonly PartResult[]): string {
  const [only] = read;
  if (read.length === 1 && only !== undefined) return only.judgement.summary;
  return describeChangeInNumbers(architecture, snapshot.reviewed.length);
}

function collectAdvice(read: readonly PartResult[]): Recommendations {
  const entries = Section.options.map((section) => {
    const lines = read.flatMap(({ judgement }) => judgement.recommendations[section] ?? []);
    return [section, [...new Set(lines)].slice(0, MAX_ADVICE)];
  });
  return Object.fromEntries(entries) as Recommendations;
}

function explainTooMany({ finding }: VerifiedClaim): Dropped {
  const reason = `The parts gave more than ${MAX_FINDINGS} findings, and this is none of the weightiest.`;
  return { title: finding.title, path: oneLine(finding.path, 300), reason };
}
