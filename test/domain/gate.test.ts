// Which findings fail the check, and the outcome that programs read.
import { describe, expect, test } from '@jest/globals';
import type { ClauseEntry } from '../../src/domain/clause.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { Gate, type Judged, judgeGate } from '../../src/domain/gate.ts';
import { createAnyGlob } from '../../src/text/glob.ts';

const finding = (id: string, changes: Partial<Finding> = {}): Finding => ({
  id,
  section: 'api-design',
  severity: 'medium',
  title: id,
  path: 'internal/api/total.go',
  startLine: 1,
  endLine: 1,
  side: 'head',
  quote: '',
  rationale: '',
  recommendation: '',
  tradeOffs: '',
  example: '',
  citations: [],
  source: 'fact',
  rule: null,
  otherPlaces: [],
  ...changes,
});
const cites = (id: string, state: ClauseEntry['state']) => [{ state, findings: [id] }] as unknown as ClauseEntry[];
const judge = (changes: Partial<Judged>) =>
  judgeGate(
    {
      findings: [],
      clauses: [],
      failOn: 'high',
      gates: [],
      isReviewed: true,
      hasUnjudgedFiles: false,
      hasStepsLeftOut: false,
      ...changes,
    },
    createAnyGlob,
  );

describe('the outcome', () => {
  test.each<[string, Partial<Judged>, string, string[], boolean]>([
    ['nothing found', {}, 'pass', [], true],
    ['a fact over the gate', { findings: [finding('a', { severity: 'high' })] }, 'fail', ['open-high'], true],
    ['a fact below it', { findings: [finding('a')] }, 'pass', [], true],
    ['a file that was not judged', { hasUnjudgedFiles: true }, 'inconclusive', ['unjudged-files'], false],
    ['nothing reviewed', { isReviewed: false }, 'inconclusive', ['not-reviewed'], false],
    [
      'both',
      { findings: [finding('a', { severity: 'critical' })], hasStepsLeftOut: true },
      'fail',
      ['open-critical', 'steps-left-out'],
      false,
    ],
  ])('of %s', (_what, judged, outcome, reasons, complete) => {
    expect(judge(judged)).toEqual({ outcome, reasons, complete });
  });

  test.each<[string, Partial<Finding>, ClauseEntry[], string]>([
    ['cites nothing', {}, [], 'pass'],
    ['cites a clause in force', {}, cites('m', 'violated'), 'fail'],
    ['cites a clause that is not in force', {}, cites('m', 'not-in-force'), 'pass'],
  ])('of a claim of the model that %s', (_what, changes, clauses, outcome) => {
    const claim = finding('m', { source: 'model', severity: 'critical', ...changes });
    expect(judge({ findings: [claim], clauses }).outcome).toBe(outcome);
  });
});

test.each([
  [{ paths: ['cmd/**'], failOn: 'never' }, 'fail'],
  [{ paths: ['internal/**'], failOn: 'never' }, 'pass'],
  [{ sections: ['risk-mitigation'], failOn: 'never' }, 'fail'],
  [{ sections: ['api-design'], failOn: 'critical' }, 'pass'],
  [{ kinds: ['team-rule'], failOn: 'never' }, 'fail'],
  [{ kinds: ['fact'], failOn: 'never' }, 'pass'],
])('the first gate that fits decides: %j', (gate, outcome) => {
  const gates = [Gate.parse(gate), Gate.parse({ failOn: 'low' })];
  expect(judge({ findings: [finding('a', { severity: 'high' })], gates }).outcome).toBe(outcome);
});

describe('a verified finding', () => {
  const verified = finding('v', { source: 'model', verified: true, severity: 'high' });
  const gate = (changes: object) => [Gate.parse({ failOn: 'high', ...changes })];

  test('fails no check by itself, nor by a gate for everything', () => {
    expect(judge({ findings: [verified], failOn: 'low' }).outcome).toBe('pass');
    expect(judge({ findings: [verified], gates: gate({}) }).outcome).toBe('pass');
  });

  test('fails the check where a gate names its kind', () => {
    expect(judge({ findings: [verified], gates: gate({ kinds: ['verified'] }) }).outcome).toBe('fail');
    const { verified: _, ...bare } = verified;
    expect(judge({ findings: [bare], gates: gate({ kinds: ['verified'] }) }).outcome).toBe('pass');
  });
});
