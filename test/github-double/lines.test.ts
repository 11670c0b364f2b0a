// Lines of patches and where they go, held against real git with random edits.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BareRepository } from '../support/github/bare-repository.ts';
import { anchorIn, diffFiles, hunkUpTo, patchLines } from '../support/github/diff.ts';
import { movedLine } from '../support/github/threads.ts';

// few different lines, so that edits often meet their like
const line = fc.constantFrom('a', 'b', 'c', '}', '', '\tx', '@@ -1 +1 @@', '--- a', 'diff --git a/x b/x', 'cr\r');
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((each) => `${each}\n`).join(''));

describe('lines of a patch', () => {
  let git: BareRepository;
  let commits = 0;
  beforeAll(() => {
    git = new BareRepository();
  });
  afterAll(() => git.remove());

  const patchOf = async (before: string, after: string) => {
    const branch = `b${commits++}`;
    const from = await git.commit(branch, { file: before, other: 'x\n' }, 'Before');
    const to = await git.commit(branch, { file: after }, 'After');
    const [entry] = await diffFiles(git, from, to);
    return entry?.patch ?? '';
  };

  test('each line of a patch is where it says, on both sides', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const patch = await patchOf(before, after);
        const [left, right] = [before.split('\n'), after.split('\n')];
        for (const each of patchLines(patch)) {
          if (each.left !== null) expect(left[each.left - 1]).toBe(each.text);
          if (each.right !== null) expect(right[each.right - 1]).toBe(each.text);
        }
        const counts = { added: 0, removed: 0, context: 0 };
        for (const { kind } of patchLines(patch)) counts[kind] += 1;
        expect(left.length - counts.removed).toBe(right.length - counts.added);
      }),
      { numRuns: 15 },
    );
  });

  test('a line that moved has the same text where it went, and one that was touched went nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const patch = await patchOf(before, after);
        const [left, right] = [before.split('\n').slice(0, -1), after.split('\n').slice(0, -1)];
        const removed = patchLines(patch).flatMap(({ kind, left: at }) => (kind === 'removed' ? [at] : []));
        const moved = left.map((_, index) => movedLine(patch, index + 1));
        for (const [index, to] of moved.entries()) {
          if (to === null) expect(removed).toContain(index + 1);
          else expect(right[to - 1]).toBe(left[index]);
        }
        const kept = moved.filter((to) => to !== null);
        expect(kept).toEqual([...kept].sort((one, other) => one - other));
        expect(kept.length).toBe(left.length - removed.length);
      }),
      { numRuns: 15 },
    );
  });

  test('the hunk that a comment shows begins at its header and ends at its line', async () => {
    const numbered = Array.from({ length: 30 }, (_, at) => `line ${at + 1}\n`);
    const changed = numbered.map((each, at) => (at === 4 || at === 24 ? 'changed\n' : each));
    const patch = await patchOf(numbered.join(''), changed.join(''));
    const at = anchorIn(patch, 'RIGHT', 25);
    expect(at).toMatchObject({ kind: 'added', hunk: 1, text: 'changed' });
    expect(at === undefined ? '' : hunkUpTo(patch, at)).toMatchInlineSnapshot(`
"@@ -22,7 +22,7 @@ line 21
 line 22
 line 23
 line 24
-line 25
+changed"
`);
    expect(anchorIn(patch, 'RIGHT', 15)).toBeUndefined();
  });
});
