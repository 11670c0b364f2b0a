import { LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { judge } from '../../../src/agent/agent.ts';
import { openModel } from '../../../src/agent/anthropic.ts';
import { TryLater } from '../../../src/domain/errors.ts';
import type { Ports } from '../../../src/domain/ports.ts';
import { Settings } from '../../../src/domain/settings.ts';
import { makeArchitecture, makeLimits, makePorts, makeRequest, makeSnapshot } from '../../support/snapshot.ts';
import { parseArchive } from '../../support/txtar.ts';

const before = parseArchive(`
-- worker/worker.go --
package worker

func Run() {}
`).files;
const head = parseArchive(`
-- worker/worker.go --
package worker

func Run() {
	go poll()
}

func poll() {
	for {
	}
}
`).files;

const claim = {
  section: 'concurrency-performance',
  severity: 'high',
  title: 'The poller can not be stopped',
  path: 'worker/worker.go',
  quote: '\tgo poll()',
  rationale: 'Nothing ends this goroutine: Run gives no context to it.',
  recommendation: 'Hand a context down and end the loop when it is done.',
  example: 'func poll(ctx context.Context) {\n<-ctx.Done()\n}',
};
const review = { summary: 'A worker starts to poll.', findings: [claim] };

describe('a whole judgement over HTTP', () => {
  let mock: LLMock;

  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await mock.start();
  });
  afterEach(() => mock.stop());

  const ports = async (changes: Partial<Ports> = {}) => {
    const service = { kind: 'anthropic', apiKey: 'key', baseUrl: mock.url } as const;
    return makePorts({ model: await openModel(service, { retryDelaysMs: [1] }), ...changes });
  };
  const run = async (changes: Partial<Ports> = {}) =>
    judge(
      await ports(changes),
      makeLimits(),
      makeRequest(),
      makeSnapshot(before, head, { settings: Settings.parse({ refute: false }) }),
      makeArchitecture(),
    );
  const callTool = (name: string, input: unknown, id: string) => ({
    toolCalls: [{ id, name, arguments: JSON.stringify(input) }],
  });
  const answerReadWith = (response: Parameters<LLMock['on']>[1]) => {
    mock.on({ hasToolResult: false }, callTool('Read', { file_path: '/repo/worker/worker.go' }, 'toolu_read'));
    mock.on({ toolCallId: 'toolu_read' }, response);
  };
  /** Bodies of the requests, as the Messages API gets them. */
  const answered = () => mock.getRequests().filter(({ response }) => response.status === 200);

  test('reads, submits, and is charged for each turn', async () => {
    answerReadWith(callTool('SubmitReview', review, 'toolu_submit'));
    const judged = await run();
    expect(judged).toMatchObject({ mode: 'model', model: 'claude-sonnet-5-5', verdict: 'advise', notes: [] });
    expect(judged.findings).toMatchObject([
      {
        startLine: 4,
        severity: 'medium',
        quote: '\tgo poll()',
        example: 'func poll(ctx context.Context) {\n\t<-ctx.Done()\n}',
      },
    ]);
    expect(answered()).toHaveLength(2);
    expect(JSON.stringify(answered()[1]?.body)).toContain('     4\\t\\tgo poll()');
  });

  test('goes on through an overloaded service', async () => {
    answerReadWith(callTool('SubmitReview', review, 'toolu_submit'));
    mock.nextRequestError(529, { message: 'Overloaded', type: 'overloaded_error' });
    expect((await run()).mode).toBe('model');
    expect(answered()).toHaveLength(2);
  });

  test('mends a false quote when told', async () => {
    const lie = { ...review, findings: [{ ...claim, quote: 'go poll(ctx)' }] };
    answerReadWith(callTool('SubmitReview', lie, 'toolu_lie'));
    mock.on({ toolCallId: 'toolu_lie' }, callTool('SubmitReview', review, 'toolu_submit'));
    const judged = await run();
    expect(judged.findings).toHaveLength(1);
    expect(judged.dropped).toEqual([]);
    expect(JSON.stringify(answered()[2]?.body)).toContain('the quote does not occur in');
  });

  test('loses an invented finding that is insisted on', async () => {
    const lie = { ...review, findings: [{ ...claim, quote: 'go poll(ctx)' }] };
    mock.on({}, callTool('SubmitReview', lie, 'toolu_lie'));
    const judged = await run();
    expect(judged).toMatchObject({ mode: 'model', verdict: 'clear', findings: [] });
    expect(judged.dropped).toMatchObject([
      { title: claim.title, reason: 'The quote does not occur in "worker/worker.go".' },
    ]);
  });

  test('a key that is not accepted leaves the facts', async () => {
    mock.on({}, { error: { message: 'invalid x-api-key', type: 'authentication_error' }, status: 401 });
    const judged = await run();
    expect(judged).toMatchObject({ mode: 'facts', model: null });
    expect(judged.notes).toEqual([
      'The API key is invalid (401). Set ANTHROPIC_API_KEY to a valid key. This review consists of facts only.',
    ]);
  });

  test('a service that stays overloaded is left to the queue', async () => {
    mock.on({}, { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 529 });
    await expect(run()).rejects.toThrow(TryLater);
  });

  test('no secret is in what the model is shown', async () => {
    answerReadWith(callTool('SubmitReview', review, 'toolu_submit'));
    await run();
    expect(JSON.stringify(answered().map(({ body }) => body))).not.toMatch(/ANTHROPIC_API_KEY|PRIVATE_KEY|mallory/);
  });
});
