// A review is never clear while a changed Go file was not judged.
import { expect, test } from '@jest/globals';
import { judge } from '../../../src/agent/agent.ts';
import { analyse } from '../../../src/analyse/analyse.ts';
import type { SkipReason } from '../../../src/domain/snapshot.ts';
import { makeArchitecture, makeLimits, makePorts, makeRequest, makeSnapshot } from '../../support/snapshot.ts';

const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.24\n' };
const OTHER = { 'b/b.go': 'package b\n\n// B does nothing.\nfunc B() {}\n' };

function reviewOf(
  snapshot: ReturnType<typeof makeSnapshot>,
  architecture = makeArchitecture(),
  failOn: 'never' | 'high' = 'high',
) {
  return judge(makePorts(), makeLimits(), makeRequest({ trigger: 'local', failOn }), snapshot, architecture);
}

/** A change of one file that could be judged, and of one that was left out for a reason. */
function leftOut(reason: SkipReason, path = 'a/a.go') {
  const snapshot = makeSnapshot(MODULE, { ...MODULE, ...OTHER, [path]: 'x' });
  const reviewed = snapshot.reviewed.filter((file) => file.path !== path);
  return { ...snapshot, reviewed, skipped: [{ path, reason }] };
}

test.each<[SkipReason, string]>([
  ['unavailable', 'incomplete'],
  ['over-budget', 'incomplete'],
  ['too-large', 'incomplete'],
  ['not-utf-8', 'incomplete'],
  ['binary', 'incomplete'],
  ['symlink', 'incomplete'],
  ['lfs-pointer', 'incomplete'],
  ['generated', 'clear'],
  ['vendored', 'clear'],
  ['testdata', 'clear'],
  ['ignored-by-settings', 'clear'],
  ['outside-the-build', 'clear'],
])('beside a file that is judged, one that is left out as %s gives %s', async (reason, verdict) => {
  expect((await reviewOf(leftOut(reason))).verdict).toBe(verdict);
});

test('what was read and what was left out of the changed Go files adds up, whatever else changed', async () => {
  const foreign = { 'vendor/x/x.go': 'package x\n', 'vendor/x/LICENSE': 'MIT\n', 'vendor/x/x.s': '' };
  const snapshot = makeSnapshot(MODULE, { ...MODULE, ...OTHER, ...foreign });
  const reviewed = snapshot.reviewed.filter(({ path }) => path === 'b/b.go');
  const skipped = Object.keys(foreign).map((path) => ({ path, reason: 'vendored' as const }));
  const { coverage } = await reviewOf({ ...snapshot, reviewed, skipped });
  expect(coverage).toMatchObject({ changedGoFiles: 2, reviewed: 1 });
  expect(coverage.skipped).toHaveLength(3);
});

test('a picture that cannot be read leaves nothing open', async () => {
  expect((await reviewOf(leftOut('binary', 'logo.png'))).verdict).toBe('clear');
});

test.each([['unavailable', 'incomplete'] as const, ['vendored', 'not-reviewed'] as const])(
  'where the only changed Go file is left out as %s, the review is %s',
  async (reason, verdict) => {
    const snapshot = { ...leftOut(reason), reviewed: [] };
    expect(await reviewOf(snapshot)).toMatchObject({ verdict, coverage: { skipped: [{ path: 'a/a.go', reason }] } });
  },
);

test('a file with a syntax error is not judged, whatever the gate', async () => {
  const snapshot = makeSnapshot(MODULE, { ...MODULE, 'a/a.go': 'package a\n\nfunc A( {\n' });
  const architecture = await analyse(snapshot, () => {});
  for (const failOn of ['never', 'high'] as const) {
    const review = await reviewOf(snapshot, architecture, failOn);
    expect(review).toMatchObject({ verdict: 'incomplete', failOn, coverage: { reviewed: 0 } });
    expect(review.coverage.skipped).toEqual([{ path: 'a/a.go', reason: 'syntax-error', line: 3 }]);
  }
});

test('a step of the analysis that was not finished is no clear review', async () => {
  const stepsLeftOut = ['The rules about the code were not run: the change has too many cases.'];
  const snapshot = makeSnapshot(MODULE, { ...MODULE, ...OTHER });
  expect(await reviewOf(snapshot, makeArchitecture({ stepsLeftOut }))).toMatchObject({
    verdict: 'incomplete',
    coverage: { stepsLeftOut },
  });
});

test('a change with more files than the host lists is no clear review, even where none of them is Go', async () => {
  for (const files of [OTHER, { 'notes.txt': 'x\n' }]) {
    const snapshot = { ...makeSnapshot(MODULE, { ...MODULE, ...files }), hasMoreChanges: true };
    expect(await reviewOf(snapshot)).toMatchObject({
      verdict: 'incomplete',
      coverage: { stepsLeftOut: [expect.stringMatching(/^The list of changed files may be incomplete/)] },
    });
  }
});
