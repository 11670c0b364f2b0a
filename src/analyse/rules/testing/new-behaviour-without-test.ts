// Finds new exported functions that no test mentions.
import { dirName } from '../../graph/modules.ts';
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { decides, isJudged, isTested, lineNaming, MAX_NAMED } from './tested-code.ts';

/** New functions of one file that tests are searched for: each costs a look at all of them. */
const MAX_ASKED = 20;

export const newBehaviourWithoutTest: ChangeRule = {
  id: 'testing/new-behaviour-without-test',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  title: 'New exported code has no test',
  messages: {
    one: '`{names}` is new, and no test mentions it.',
    several: '`{names}` are new, and no test mentions them.',
    many: '`{names}` and {more} more are new, and no test mentions them.',
  },
  why: 'Only the code itself says what it should do, so the next change cannot tell which behaviour must stay.',
  exceptions: 'a test covers it through a caller, or it makes no decisions.',
  fix: 'Test what callers rely on, starting with invalid input.',
  tradeOffs:
    "Tests of a package's exported API are cheap to keep; tests of every function slow down the next " + 'change.',
  example: '',
  references: ['https://go.dev/doc/tutorial/add-a-test'],
  check(change) {
    const touched = new Set(
      change.snapshot.changedFiles.filter(({ path }) => path.endsWith('_test.go')).map(({ path }) => dirName(path)),
    );
    const known = new Set(
      change.files.flatMap(({ before }) => before?.outline.declarations.map(({ name }) => name) ?? []),
    );
    // Declarations that were there before may be lost to a syntax error.
    const unknown = new Set(
      change.files.flatMap(({ before }) => (before === null || before.outline.errorLine === null ? [] : [before.dir])),
    );
    return change.files.flatMap(({ head }): Match[] => {
      if (head === null || !isJudged(head) || touched.has(head.dir)) return [];
      if (unknown.has(change.renames.identity(head.dir))) return [];
      const fresh = head.outline.declarations
        .filter(({ kind, exported, name }) => exported && !known.has(name) && /^(function|method)$/.test(kind))
        .filter(({ text }) => decides(text))
        .slice(0, MAX_ASKED)
        .filter(({ name }) => !isTested(name, change.around));
      const [first] = fresh;
      if (first === undefined) return [];
      const names = fresh.slice(0, MAX_NAMED).map(({ name }) => name);
      const more = fresh.length - names.length;
      const message = more > 0 ? 'many' : names.length > 1 ? 'several' : 'one';
      const line = lineNaming(head.text, first.startLine, first.name);
      return [
        matchLine(newBehaviourWithoutTest, { path: head.path, line, text: head.text, message, data: { names, more } }),
      ];
    });
  },
};
