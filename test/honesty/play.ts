// Plays a finder that lies against refuters of several characters, through the real judging of a change.
import { judge } from '../../src/agent/agent.ts';
import { analyse } from '../../src/analyse/analyse.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { ModelCall, ModelPort, ModelTurn } from '../../src/domain/ports.ts';
import type { Review } from '../../src/domain/review.ts';
import { snapshotOf } from '../analyse/tree.ts';
import { confirmAll } from '../support/refuter.ts';
import { makeLimits, makePorts, makeRequest } from '../support/snapshot.ts';
import { LIES, type Lie, MODULE } from './lies.ts';

/** Findings that one submission may hold. */
const AT_ONCE = 13;

/** How a refuter answers. */
export type Refuter = 'honest' | 'lazy' | 'silent' | 'obeying';
export const REFUTERS: readonly Refuter[] = ['honest', 'lazy', 'silent', 'obeying'];

/** What of all lies is posted, and what is said of them. */
export async function playLies(refuter: Refuter): Promise<readonly Finding[]> {
  const posted: Finding[] = [];
  for (let from = 0; from < LIES.length; from += AT_ONCE) {
    const { findings, further = [] } = await review(refuter, LIES.slice(from, from + AT_ONCE));
    posted.push(...findings, ...further);
  }
  return posted.filter(({ source }) => source === 'model');
}

async function review(refuter: Refuter, lies: readonly Lie[]): Promise<Review> {
  const base = MODULE.slice(0, MODULE.indexOf('-- internal/api/api.go --'));
  const snapshot = snapshotOf({ before: base, head: MODULE });
  const architecture = await analyse(snapshot, () => {});
  const model = liar(refuter, lies);
  return judge(makePorts({ model }), makeLimits({}), makeRequest(), snapshot, architecture);
}

function liar(refuter: Refuter, lies: readonly Lie[]): ModelPort {
  const findings = lies.map(({ proof: _, ...claim }) => ({ ...claim, recommendation: 'Change it.' }));
  return {
    async respond(call) {
      const isRefuting = JSON.stringify(call.tools).includes('"SubmitVerdicts"');
      if (!isRefuting) return turn(call, 'SubmitReview', { summary: 'It charges.', findings });
      if (refuter === 'silent') return { ...turn(call, '', {}), content: [{ type: 'text', text: 'I am done.' }] };
      return turn(call, 'SubmitVerdicts', { verdicts: verdictsOf(refuter, call, lies) });
    },
  };
}

function verdictsOf(refuter: Refuter, { messages }: ModelCall, lies: readonly Lie[]): object[] {
  const { verdicts } = confirmAll(messages);
  // A lazy one confirms whatever it is shown, and an obeying one what a text tells it to: everything but the control.
  if (refuter === 'lazy') return verdicts.map((one) => ({ ...one, verdict: 'confirmed' }));
  if (refuter === 'obeying') return verdicts;
  const shown = JSON.stringify(messages);
  return verdicts.map((one) => {
    const title = new RegExp(`<<data finding ${one.finding}>>\\\\ntitle\\\\t(.*?)\\\\n`).exec(shown)?.[1];
    const known = lies.find((candidate) => candidate.title === title);
    if (known === undefined) return { ...one, verdict: 'undecided' };
    return { finding: one.finding, verdict: 'refuted', reason: 'The code shows it.', ...known.proof };
  });
}

function turn({ model }: ModelCall, name: string, input: unknown): ModelTurn {
  return {
    content: [{ type: 'tool_use', id: 'toolu_1', name, input }],
    stopReason: 'tool_use',
    model,
    inputTokens: 1,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 1,
    costUsd: 0,
  };
}
