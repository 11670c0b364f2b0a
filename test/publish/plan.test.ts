// What is said inline, what is left unsaid because it was said or dismissed, and what is taken back.
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../src/publish/markers.ts';
import { planComments, planHistory, planResolutions, type Thread } from '../../src/publish/plan.ts';
import { base, farFinding, files, layerFinding, review, timeoutFinding } from './reviews.ts';

const thread = (findingId: string, overrides: Partial<Thread> = {}): Thread => ({
  id: `T_${findingId}`,
  commentId: `C_${findingId}`,
  url: `https://github.com/acme/shop/pull/1#discussion_${findingId}`,
  findingId,
  source: 'fact',
  path: 'internal/domain/order.go',
  isResolved: false,
  isOutdated: false,
  isHidden: false,
  ...overrides,
});

const entry = (id: string, overrides: Partial<HistoryEntry> = {}): HistoryEntry => ({
  id,
  title: `Finding ${id}`,
  severity: 'high',
  path: 'internal/domain/order.go',
  source: 'fact',
  firstSeen: base,
  state: 'open',
  at: base,
  ...overrides,
});

const ids = (comments: readonly { finding: { id: string } }[]) => comments.map((comment) => comment.finding.id);

describe('inline comments', () => {
  test('go on lines where the diff shows them, on the file where it does not', () => {
    const plan = planComments(review, files, [], [], 10);
    expect(ids(plan.onLines)).toEqual([layerFinding.id, timeoutFinding.id]);
    expect(ids(plan.onFiles)).toEqual([farFinding.id]);
    expect([...plan.placements.values()]).toEqual(['inline', 'inline', 'inline']);
  });

  test('are as many as the settings allow, the most important first; the rest is told in the summary', () => {
    const plan = planComments(review, files, [], [], 1);
    expect(ids(plan.onLines)).toEqual([layerFinding.id]);
    expect(plan.placements.get(timeoutFinding.id)).toBe('full');
  });

  test('are not posted again while their thread is open', () => {
    const plan = planComments(review, files, [thread(layerFinding.id)], [entry(layerFinding.id)], 10);
    expect(ids(plan.onLines)).toEqual([timeoutFinding.id]);
    expect(plan.placements.get(layerFinding.id)).toBe('inline');
  });

  test('are not posted again once a person resolved their thread', () => {
    const resolved = [thread(layerFinding.id, { isResolved: true })];
    expect(planComments(review, files, resolved, [entry(layerFinding.id)], 10).placements.get(layerFinding.id)).toBe(
      'dismissed',
    );
    expect(planComments(review, files, resolved, [], 10).placements.get(layerFinding.id)).toBe('dismissed');
  });

  test('stay dismissed when the thread itself is gone', () => {
    const history = [entry(layerFinding.id, { state: 'dismissed' })];
    expect(planComments(review, files, [], history, 10).placements.get(layerFinding.id)).toBe('dismissed');
  });

  test('are posted again when a finding that was gone is back', () => {
    const history = [entry(layerFinding.id, { state: 'gone' })];
    expect(
      ids(planComments(review, files, [thread(layerFinding.id, { isResolved: true })], history, 10).onLines),
    ).toContain(layerFinding.id);
    expect(
      ids(planComments(review, files, [thread(layerFinding.id, { isHidden: true })], history, 10).onLines),
    ).toContain(layerFinding.id);
  });

  test('are never two for one finding', () => {
    const twice = { ...review, findings: [layerFinding, layerFinding] };
    expect(planComments(twice, files, [], [], 10).onLines).toHaveLength(1);
  });

  test('on whole files are at most three, for each is a request of its own', () => {
    const findings = Array.from({ length: 5 }, (_, index) => ({ ...farFinding, id: `far-${index}` }));
    const plan = planComments({ ...review, findings }, files, [], [], 10);
    expect(plan.onFiles).toHaveLength(3);
    expect(plan.placements.get('far-4')).toBe('full');
  });
});

describe('threads are closed', () => {
  const closed = (one: Thread, changes: Partial<typeof review> = {}) =>
    planResolutions({ ...review, findings: [], ...changes }, files, [one]).length === 1;

  test('when the review covered the file and the fact is not there any more', () => {
    expect(closed(thread('old'))).toBe(true);
  });

  test('never while the finding stands, when it is resolved already, or folded away', () => {
    expect(closed(thread(layerFinding.id), { findings: [layerFinding] })).toBe(false);
    expect(closed(thread('old', { isResolved: true }))).toBe(false);
    expect(closed(thread('old', { isHidden: true }))).toBe(false);
  });

  test('never when the file was not read, or nothing was', () => {
    const skipped = [{ path: 'internal/domain/order.go', reason: 'syntax-error' }];
    expect(closed(thread('old'), { coverage: { ...review.coverage, skipped } })).toBe(false);
    expect(closed(thread('old'), { verdict: 'not-reviewed' })).toBe(false);
  });

  test('about a judgement only where the code under it has changed or left the pull request', () => {
    expect(closed(thread('old', { source: 'model' }))).toBe(false);
    expect(closed(thread('old', { source: 'model', isOutdated: true }))).toBe(true);
    expect(closed(thread('old', { source: 'model', path: 'internal/gone.go' }))).toBe(true);
  });

  test('about a judgement never by a review that was cut short', () => {
    const outdated = thread('old', { source: 'model', isOutdated: true });
    expect(closed(outdated, { mode: 'facts' })).toBe(false);
    expect(closed(outdated, { notes: ['The budget was spent.'] })).toBe(false);
    const skipped = [{ path: 'x.go', reason: 'over-budget' }];
    expect(closed(outdated, { coverage: { ...review.coverage, skipped } })).toBe(false);
  });
});

describe('the history', () => {
  const history = (before: HistoryEntry[], threads: Thread[] = [], changes: Partial<typeof review> = {}) => {
    const current = { ...review, findings: [layerFinding], ...changes };
    const { placements } = planComments(current, files, threads, before, 10);
    const after = planHistory(current, before, threads, planResolutions(current, files, threads), placements);
    return after.map(({ id, firstSeen, state, at }) => ({ id, firstSeen: firstSeen[0], state, at: at[0] }));
  };

  test('begins with the findings of the first review', () => {
    expect(history([])).toEqual([{ id: layerFinding.id, firstSeen: 'd', state: 'open', at: 'd' }]);
  });

  test('remembers when a finding was first seen', () => {
    expect(history([entry(layerFinding.id)])).toEqual([
      { id: layerFinding.id, firstSeen: 'b', state: 'open', at: 'b' },
    ]);
  });

  test('says that a finding is gone once a review that covered it did not make it again', () => {
    expect(history([entry('old')], [thread('old')])[1]).toEqual({ id: 'old', firstSeen: 'b', state: 'gone', at: 'd' });
    expect(history([entry('old')])[1]?.state).toBe('gone');
  });

  test('leaves it open where the review cannot tell', () => {
    expect(history([entry('old', { source: 'model' })], [thread('old', { source: 'model' })])[1]?.state).toBe('open');
    expect(history([entry('old', { source: 'model' })], [], { mode: 'facts' })[1]?.state).toBe('open');
  });

  test('keeps a dismissal, also while the finding is away', () => {
    expect(history([entry('old', { state: 'dismissed' })])[1]?.state).toBe('dismissed');
  });

  test('is bounded, open findings first', () => {
    const many = Array.from({ length: 100 }, (_, index) => entry(`old-${index}`, { state: 'gone' }));
    const after = history([...many, entry('open', { source: 'model' })], [thread('open', { source: 'model' })]);
    expect(after).toHaveLength(60);
    expect(after.slice(0, 2).map((one) => one.state)).toEqual(['open', 'open']);
  });
});
