import { describe, expect, test } from '@jest/globals';
import { chooseFindings } from '../../../src/agent/verify/choose-findings.ts';
import { type Citation, evidenceKind, type Finding } from '../../../src/domain/finding.ts';
import { Settings, verifiedLimits } from '../../../src/domain/settings.ts';

const citation = (kind: Citation['kind']): Citation => ({ kind, path: 'a.go', quote: 'x', startLine: 1, factId: null });
const finding = (title: string, changes: Partial<Finding> = {}): Finding => ({
  id: title,
  section: 'risk-mitigation',
  severity: 'high',
  title,
  path: 'a.go',
  startLine: 1,
  endLine: 1,
  side: 'head',
  quote: 'x',
  rationale: '',
  recommendation: '',
  tradeOffs: '',
  example: '',
  citations: [],
  source: 'model',
  rule: null,
  otherPlaces: [],
  verified: true,
  ...changes,
});
const titles = (findings: readonly Finding[]) => findings.map(({ title, severity }) => `${title} ${severity}`);
const choose = (findings: readonly Finding[], settings: object = {}) => {
  const chosen = chooseFindings(findings, Settings.parse(settings));
  return { findings: titles(chosen.findings), further: titles(chosen.further) };
};

test('a finding is of exactly one kind, by what it rests on', () => {
  expect(evidenceKind(finding('a', { source: 'fact' }))).toBe('fact');
  expect(evidenceKind(finding('a', { citations: [citation('document'), citation('fact')] }))).toBe('fact');
  expect(evidenceKind(finding('a', { citations: [citation('code'), citation('document')] }))).toBe('team-rule');
  expect(evidenceKind(finding('a', { citations: [citation('code')] }))).toBe('verified');
  const { verified: _, ...unverified } = finding('a');
  expect(evidenceKind(unverified)).toBe('unverified');
});

describe('verified findings', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((title) => finding(title, { severity: 'medium' }));

  test('get six places of their own, in the order of the model; the others follow and none is lost', () => {
    expect(choose(many)).toEqual({
      findings: ['a medium', 'b medium', 'c medium', 'd medium', 'e medium', 'f medium'],
      further: ['g medium', 'h medium'],
    });
  });

  test('the more severe come first, and are high at most', () => {
    const chosen = choose([...many.slice(0, 2), finding('z', { severity: 'critical' })], { verified: { max: 1 } });
    expect(chosen).toEqual({ findings: ['z high'], further: ['a medium', 'b medium'] });
  });

  test('do not take the places of facts and team rules, which keep their severity', () => {
    const ruled = finding('rule', { severity: 'critical', citations: [citation('document')] });
    const proven = finding('fact', { severity: 'critical', citations: [citation('fact')] });
    expect(choose([ruled, proven, many[0]!], { verified: { max: 0 } })).toEqual({
      findings: ['rule critical', 'fact critical'],
      further: ['a medium'],
    });
  });
});

test('what nobody verified is medium at most, even beside a fact', () => {
  const { verified: _, ...unverified } = finding('bare', { severity: 'critical' });
  const { verified: __, ...proven } = finding('fact', { severity: 'critical', citations: [citation('fact')] });
  expect(choose([unverified, proven])).toEqual({ findings: ['bare medium', 'fact medium'], further: [] });
});

test('the former names of the limits still count', () => {
  expect(verifiedLimits(Settings.parse({ maxOpinions: 1, worstOpinion: 'low' }))).toEqual({
    max: 1,
    maxSeverity: 'low',
  });
  expect(verifiedLimits(Settings.parse({}))).toEqual({ max: 6, maxSeverity: 'high' });
});
