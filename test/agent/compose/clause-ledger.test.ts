import { describe, expect, test } from '@jest/globals';
import { writeClauseLedger } from '../../../src/agent/compose/clause-ledger.ts';
import { checkClaims, selectFindings } from '../../../src/agent/verify/check-claims.ts';
import { FindingClaim } from '../../../src/agent/verify/review-submission.ts';
import type { Clause, ClauseCheck } from '../../../src/domain/clause.ts';
import { makeArchitecture, makeSnapshot } from '../../support/snapshot.ts';

const api = 'package api\n\nfunc Get(id string) error { return nil }\n';
const snapshot = makeSnapshot(
  { 'internal/api/api.go': 'package api\n' },
  { 'internal/api/api.go': api },
  { documents: { 'docs/adr/0003-old.md': '# Old\n\nHandlers write to the graph themselves.\n' } },
);

const clause = (changes: Partial<Clause> = {}): Clause => ({
  id: 'docs/RULES.md#11111111',
  label: 'RULES#11111111',
  path: 'docs/RULES.md',
  commit: snapshot.target.base,
  startLine: 7,
  endLine: 8,
  text: 'Handlers take a context\nand hand it on.',
  trail: ['Rules'],
  strength: 'must',
  status: 'accepted',
  supersededBy: null,
  scope: { dir: '', paths: [], layers: [] },
  checkability: 'by-model',
  ...changes,
});
const touched = (id: string): ClauseCheck => ({ clause: id, touched: true, outcome: null });

function judge(citation: object, clauses: readonly Clause[]) {
  const architecture = makeArchitecture({
    clauses,
    clauseChecks: clauses.map(({ id }) => touched(id)),
    documents: [{ path: 'docs/adr/0003-old.md', status: 'superseded', supersededBy: 'docs/adr/0004-new.md' }],
  });
  const claim = FindingClaim.parse({
    section: 'api-design',
    severity: 'high',
    title: 'Get takes no context',
    path: 'internal/api/api.go',
    quote: 'func Get(id string) error { return nil }',
    rationale: 'It cannot be cancelled.',
    recommendation: 'Take a context.',
    citations: [{ kind: 'document', ...citation }],
  });
  const settled = selectFindings(checkClaims([claim], snapshot, architecture), architecture);
  return { ...settled, architecture, reasons: settled.dropped.map(({ reason }) => reason) };
}

describe('a citation by the id of a clause', () => {
  test.each(['docs/RULES.md#11111111', '[docs/RULES.md#11111111]', 'RULES#11111111'])(
    '%s gives its words and its line',
    (clauseId) => {
      expect(judge({ clauseId }, [clause()]).findings[0]?.citations).toEqual([
        {
          kind: 'document',
          path: 'docs/RULES.md',
          quote: 'Handlers take a context\nand hand it on.',
          startLine: 7,
          factId: null,
        },
      ]);
    },
  );

  test('that does not exist sinks the claim that rests on it', () => {
    expect(judge({ clauseId: 'docs/RULES.md#99999999' }, [clause()]).reasons).toEqual([
      'There is no clause "docs/RULES.md#99999999".',
    ]);
  });

  test.each(['proposed', 'superseded', 'deprecated', 'rejected'] as const)(
    'of a %s document is refused with the reason',
    (status) => {
      const { findings, reasons } = judge({ clauseId: 'RULES#11111111' }, [clause({ status })]);
      expect(findings).toEqual([]);
      expect(reasons).toEqual([
        `"docs/RULES.md" is ${status === 'proposed' ? 'only proposed' : status} and cannot support a finding.`,
      ]);
    },
  );

  test('of a guide for another directory is refused', () => {
    const elsewhere = clause({
      path: 'internal/store/CLAUDE.md',
      scope: { dir: 'internal/store', paths: [], layers: [] },
    });
    expect(judge({ clauseId: elsewhere.id }, [elsewhere]).reasons).toEqual([
      '"internal/store/CLAUDE.md" applies to "internal/store" only.',
    ]);
  });
});

test('words of a superseded record are refused, and the record in its place is named', () => {
  const { findings, reasons } = judge(
    { path: 'docs/adr/0003-old.md', quote: 'Handlers write to the graph themselves.' },
    [],
  );
  expect(findings).toEqual([]);
  expect(reasons).toEqual([
    '"docs/adr/0003-old.md" is superseded by "docs/adr/0004-new.md" and cannot support a finding.',
  ]);
});

describe('the ledger', () => {
  const cited = clause();
  const all: [Clause, Partial<ClauseCheck>][] = [
    [clause({ id: 'a', text: 'Rule a holds.' }), { outcome: 'kept' }],
    [clause({ id: 'b', text: 'Rule b holds.' }), {}],
    [clause({ id: 'c', text: 'Rule c holds.', checkability: 'not-checkable' }), {}],
    [clause({ id: 'd', text: 'Rule d holds.' }), { touched: false }],
    [clause({ id: 'e', text: 'Rule e holds.', status: 'rejected' }), {}],
    [clause({ id: 'f', text: 'Rule f holds.' }), { outcome: 'violated' }],
    [clause({ id: 'g', text: 'Rule g holds.' }), {}],
    [cited, {}],
  ];
  const architecture = makeArchitecture({
    clauses: all.map(([one]) => one),
    clauseChecks: all.map(([one, check]) => ({ ...touched(one.id), ...check })),
  });
  const { findings } = judge({ clauseId: cited.id }, [cited]);
  const states = (checked: readonly string[]) =>
    writeClauseLedger(architecture, findings, checked).map(
      ({ id, state, by }) => `${id}: ${state}${by === null ? '' : ` by ${by}`}`,
    );

  test('says of each clause what became of it, violated first', () => {
    expect(states(['g'])).toEqual([
      'f: violated by fact',
      'docs/RULES.md#11111111: violated by model',
      'a: kept by fact',
      'g: kept by model',
      'b: not-judged',
      'c: not-checkable',
      'd: not-touched',
      'e: not-in-force',
    ]);
  });

  test('names the findings that cite a clause', () => {
    expect(writeClauseLedger(architecture, findings, [])[1]?.findings).toEqual([findings[0]?.id]);
  });

  test('takes no word for it that what is violated, or not in force, or made up, is kept', () => {
    expect(states(['f', cited.id, 'e', 'd', 'docs/RULES.md#00000000'])).toEqual(states([]));
  });

  test('is bounded, and keeps what matters', () => {
    const many = makeArchitecture({
      clauses: Array.from({ length: 500 }, (_, index) => clause({ id: `${index}`, text: 'x'.repeat(2_000) })),
      clauseChecks: [{ clause: '499', touched: true, outcome: 'violated' }],
    });
    const ledger = writeClauseLedger(many, [], []);
    expect(ledger).toHaveLength(300);
    expect(ledger[0]).toMatchObject({ id: '499', state: 'violated' });
    expect(Math.max(...ledger.map(({ text }) => text.length))).toBe(400);
  });
});
