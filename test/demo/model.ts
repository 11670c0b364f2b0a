// A stand-in for the model that says what a good architect would say of the sample, from prepared text. It shows and tests the whole
// line without a key; it judges nothing, and whoever shows what it says has to say so.
import { readFileSync } from 'node:fs';
import { LLMock, type ToolCall } from '@copilotkit/aimock';
import { parse } from 'yaml';
import { z } from 'zod';
import { Section } from '../../src/domain/finding.ts';
import { asksForVerdicts, confirmAll } from '../support/refuter.ts';
import { type Problem, sampleTruth } from './sample.ts';

/** Model id to ask it by, so that what is posted names it. */
export const SCRIPTED_MODEL = 'scripted-for-the-demo';

const Told = z.strictObject({
  problem: z.string(),
  title: z.string(),
  rationale: z.string(),
  recommendation: z.string(),
  tradeOffs: z.string(),
  example: z.string().default(''),
  otherPlaces: z.array(z.strictObject({ path: z.string(), quote: z.string() })).default([]),
});
const Advice = z.partialRecord(Section, z.array(z.string()));
const Script = z.strictObject({
  looks: z.array(z.array(z.strictObject({ name: z.string(), input: z.record(z.string(), z.unknown()) }))),
  first: z.strictObject({ summary: z.string(), findings: z.array(Told), recommendations: Advice }),
  second: z.strictObject({
    summary: z.string(),
    findings: z.array(z.strictObject({ same: z.string() })),
    recommendations: Advice,
  }),
});
type Told = z.infer<typeof Told>;

function readScript() {
  const script = Script.parse(
    parse(readFileSync(new URL('../fixtures/sample/architect.yml', import.meta.url), 'utf8')),
  );
  const problems = new Map(sampleTruth().expected.map((problem) => [problem.id, problem]));
  const told = new Map(script.first.findings.map((each) => [each.problem, each]));
  const known = <T>(map: ReadonlyMap<string, T>, id: string): T => {
    const value = map.get(id);
    if (value === undefined) throw new Error(`architect.yml speaks of "${id}", which nobody knows`);
    return value;
  };
  const first = script.first.findings.map((each) => claim(each, known(problems, each.problem)));
  const second = script.second.findings.map(({ same }) => claim(known(told, same), known(problems, same)));
  return {
    looks: script.looks,
    first: { ...script.first, findings: first },
    second: { ...script.second, findings: second },
  };
}

function claim({ problem: _, ...told }: Told, problem: Problem) {
  const { section, severity, path, quote, clause } = problem;
  return { ...told, section, severity, path, quote, citations: [{ kind: 'document', ...clause }] };
}

/** What it submits of the first head, and of the second: the input of SubmitReview. */
export function submissions() {
  const { first, second } = readScript();
  return { first, second };
}

/** Words that stand in the code only after the second push. */
const SECOND_HEAD = 'RecentExports';

/** Starts it on loopback. Which turn it is, it sees from the conversation alone, so it can be asked again after a restart. */
export async function startScriptedModel(): Promise<LLMock> {
  const script = readScript();
  const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  model.on({ predicate: asksForVerdicts }, ({ messages }) => {
    return { toolCalls: [call(`verdicts_${messages.length}`, 'SubmitVerdicts', confirmAll(messages))] };
  });
  model.on({ predicate: () => true }, ({ messages }) => {
    const turn = messages.filter((message) => message.role === 'assistant').length;
    const looks = script.looks[turn];
    if (looks !== undefined)
      return { toolCalls: looks.map((look, index) => call(`${turn}_${index}`, look.name, look.input)) };
    const isSecond = JSON.stringify(messages).includes(SECOND_HEAD);
    return { toolCalls: [call(`${turn}_0`, 'SubmitReview', isSecond ? script.second : script.first)] };
  });
  await model.start();
  return model;
}

function call(id: string, name: string, input: unknown): ToolCall {
  return { id: `toolu_${id}`, name, arguments: JSON.stringify(input) };
}
