// Finds new packages without tests in modules that test their packages.
import type { ChangedGoFile, FileSide } from '../../change/changed-go-files.ts';
import { type ChangeRule, matchLine, packageClauseLine } from '../engine/change-rule.ts';
import { withoutComments } from '../engine/go-file.ts';
import type { RepositoryContext } from '../engine/repository-context.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { decides, isJudged } from './tested-code.ts';

/** Lines that a package may have before it is asked for a test. */
const SMALL_PACKAGE = 150;

/** As few as a line of code has on average. */
const BYTES_PER_LINE = 15;

export const newPackageWithoutTests: ChangeRule = {
  id: 'testing/new-package-without-tests',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  title: 'New package has no tests',
  messages: {
    untested:
      '`{dir}` has {lines} lines of code and no test, while {tested} of {all} packages of similar size ' +
      'in this module have tests.',
  },
  why:
    'The first tests show whether the package is usable from outside; once others depend on it, its ' +
    'intended behaviour must be guessed from the code.',
  exceptions: 'it is wiring or generated code, or tests of its importers cover it.',
  fix:
    'Test its exported functions from an external test package (`package money_test`), starting with ' +
    'invalid input.',
  tradeOffs: 'A larger pull request.',
  example:
    'package money_test\n' +
    '\n' +
    'func TestParseRefusesAnEmptyAmount(t *testing.T) {\n' +
    '\tif _, err := money.Parse(""); err == nil {\n' +
    '\t\tt.Error("Parse took an empty amount")\n' +
    '\t}\n' +
    '}',
  references: ['https://go.dev/doc/tutorial/add-a-test'],
  check(change) {
    const { around, delta, renames } = change;
    if (delta.addedDirs.length === 0) return [];
    const sides = judgedByDir(change.files);
    const habits = new Map<string, Habit | null>();
    const imported = new Set([...around.graph.byDir.values()].flatMap(({ testImports }) => testImports));
    return delta.addedDirs.flatMap((dir): Match[] => {
      const found = around.graph.byDir.get(dir);
      const own = sides.get(dir);
      if (found === undefined || own === undefined || found.testFiles.length > 0) return [];
      // A test anywhere that imports it runs through it.
      if (renames.formerDirs(dir).length > 0 || imported.has(found.importPath)) return [];
      const { module } = found;
      if (!habits.has(module)) habits.set(module, testHabit(around, module));
      const habit = habits.get(module)!;
      const lines = own.reduce((sum, { text }) => sum + codeLines(text), 0);
      if (habit === null || lines < SMALL_PACKAGE || !own.some(hasDecisions)) return [];
      const { path, text } = own.reduce((a, b) => (b.text.length > a.text.length ? b : a));
      const data = { dir, lines, ...habit };
      return [
        matchLine(newPackageWithoutTests, {
          path,
          line: packageClauseLine(text) ?? 1,
          text,
          message: 'untested',
          data,
        }),
      ];
    });
  },
};

function judgedByDir(files: readonly ChangedGoFile[]): ReadonlyMap<string, readonly FileSide[]> {
  const sides = new Map<string, FileSide[]>();
  for (const { head } of files) {
    if (head === null || !isJudged(head)) continue;
    const same = sides.get(head.dir);
    if (same === undefined) sides.set(head.dir, [head]);
    else same.push(head);
  }
  return sides;
}

function hasDecisions({ outline }: FileSide): boolean {
  return outline.declarations.some(({ text, kind }) => /^(function|method)$/.test(kind) && decides(text));
}

function codeLines(text: string): number {
  return withoutComments(text)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

/** How many packages are large enough to be asked for tests, and how many of them have some. */
interface Habit {
  readonly tested: number;
  readonly all: number;
}

/** The habit of a module at the merge base; null where most of its packages have no tests, or few are there. */
function testHabit({ before }: RepositoryContext, module: string): Habit | null {
  const peers = [...before.byDir.values()].filter(
    (one) =>
      one.module === module &&
      one.name !== 'main' &&
      !isOutsideServices(`${one.dir}/`) &&
      one.files.reduce((sum, path) => sum + (before.tree.entries.get(path)?.size ?? 0), 0) >
        SMALL_PACKAGE * BYTES_PER_LINE,
  );
  const tested = peers.filter(({ testFiles }) => testFiles.length > 0).length;
  return peers.length >= 4 && tested * 3 >= peers.length * 2 ? { tested, all: peers.length } : null;
}
