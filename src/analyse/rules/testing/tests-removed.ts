// Finds removed tests whose code stays untested.
import type { SourceTree } from '../../../domain/snapshot.ts';
import type { FileSide } from '../../change/changed-go-files.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { type ChangeRule, matchLine, type RuleContext } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { isTested, lineNaming, MAX_NAMED } from './tested-code.ts';

export const testsRemoved: ChangeRule = {
  id: 'testing/tests-removed',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  title: 'Tests are removed but the tested code stays',
  messages: {
    one: '`{test}` is removed; `{names}` stays, and no remaining test mentions it.',
    several: '`{test}` is removed; `{names}` stay, and no remaining test mentions them.',
  },
  why: 'Regressions in this code are no longer caught.',
  exceptions: 'another test covers the same behaviour through a caller.',
  fix: 'Keep the tests, or say in the pull request which test covers the behaviour now.',
  tradeOffs: "Tests that break with every change may be worth replacing with one of the package's exported API.",
  example: '',
  references: ['https://go.dev/wiki/TestComments'],
  check(change) {
    const gone = change.files.flatMap((one) => removedTests(one.before, change));
    if (gone.length === 0) return [];
    const orphans = orphansOf(gone, change);
    const isStillTested = (dir: string) => (change.around.graph.byDir.get(dir)?.testFiles.length ?? 0) > 0;
    return gone
      .filter((one) => !isAboutWhatGoes(one, change))
      .flatMap(({ side, name, startLine, text }): Match[] => {
        const alone = orphans
          .filter(
            (one) =>
              one.dir === side.dir &&
              (isNamedFor(name, one.name) || !isStillTested(side.dir)) &&
              new RegExp(`\\b${one.name}\\(`).test(text),
          )
          .map((one) => one.name);
        if (alone.length === 0) return [];
        return [
          matchLine(testsRemoved, {
            path: side.path,
            line: lineNaming(side.text, startLine, name),
            text: side.text,
            message: alone.length === 1 ? 'one' : 'several',
            data: { test: name, names: alone.slice(0, MAX_NAMED) },
            side: 'before',
          }),
        ];
      });
  },
};

interface GoneTest {
  readonly side: FileSide;
  readonly name: string;
  readonly startLine: number;
  readonly text: string;
}

/** Tests of one file at the merge base whose name no test of the head has. */
function removedTests(side: FileSide | null, { around }: RuleContext): readonly GoneTest[] {
  if (side === null || !side.isTest || isOutsideServices(side.path)) return [];
  return side.outline.declarations
    .filter(
      ({ kind, name }) =>
        (kind === 'function' && /^Test\P{Ll}/u.test(name)) || (kind === 'method' && /\.Test\P{Ll}/u.test(name)),
    )
    .map(({ name, startLine, text }) => ({ side, name, startLine, text }))
    .filter(({ name }) => !isTested(name, around));
}

/**
 * A test that says by its name what it tests; of any other nobody can tell what its calls were for, while others are
 * left.
 */
function isNamedFor(test: string, name: string): boolean {
  return test.replaceAll('_', '').toLowerCase().includes(name.replaceAll('_', '').toLowerCase());
}

/** A test whose name is that of a function that goes with it. */
function isAboutWhatGoes({ side, name }: GoneTest, { around, snapshot }: RuleContext): boolean {
  const subject = name.replace(/^(?:.*\.)?Test_?/, '').toLowerCase();
  const declared = (graph: TreeGraph, tree: SourceTree) =>
    new Set([...declaredIn(graph.byDir.get(side.dir)?.files ?? [], tree)].map((one) => one.toLowerCase()));
  const stays = declared(around.graph, snapshot.head);
  return [...declared(around.before, snapshot.before)].some(
    (one) => one.length > 3 && !stays.has(one) && (subject === one || subject.startsWith(`${one}_`)),
  );
}

/** Functions that the tests called and that are still there, in the same package, with no test that names them. */
function orphansOf(
  gone: readonly GoneTest[],
  { around, snapshot, renames }: RuleContext,
): readonly { dir: string; name: string }[] {
  const orphans: { dir: string; name: string }[] = [];
  for (const dir of new Set(gone.map(({ side }) => side.dir))) {
    const called = new Set(
      gone
        .filter(({ side }) => side.dir === dir)
        .flatMap(({ text }) => [...text.matchAll(/\b(\p{L}\w{2,})\(/gu)].map((found) => found[1]!)),
    );
    const headDir = around.graph.byDir.has(dir)
      ? dir
      : [...around.graph.byDir.keys()].find((one) => renames.identity(one) === dir);
    const stays = declaredIn(around.graph.byDir.get(headDir ?? '')?.files ?? [], snapshot.head);
    const was = declaredIn(around.before.byDir.get(dir)?.files ?? [], snapshot.before);
    for (const name of called)
      if (!ARRANGES.test(name) && was.has(name) && stays.has(name) && !isTested(name, around))
        orphans.push({ dir, name });
  }
  return orphans;
}

/** Functions that a test calls to have something to test. */
const ARRANGES = /^(new|must|make|setup|set|with|open|create|get|default|register|start|init|close|build)/i;

function declaredIn(files: readonly string[], tree: SourceTree): ReadonlySet<string> {
  return new Set(
    files.flatMap((path) =>
      [...(tree.text(path) ?? '').matchAll(/^func (?:\([^)]*\) )?(\w+)/gm)].map((found) => found[1]!),
    ),
  );
}
