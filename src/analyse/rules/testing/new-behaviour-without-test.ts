// Behaviour and packages that come without a test, as far as the change shows.
import { dirName } from '../../graph/modules.ts';
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { decides, isJudged, isTested, lineOf, MAX_NAMED } from './tests-of-change.ts';

/** New functions of one file that tests are searched for: each costs a look at all of them. */
const MAX_ASKED = 20;

export const behaviourWithoutTest: ChangeRule = {
  id: 'testing/new-behaviour-without-test',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  title: 'Exported behaviour comes without a test',
  why: 'What it does is written down nowhere but in itself: the next change of it cannot tell what must stay.',
  exceptions: 'Where a test of a caller runs through it, or there is nothing to decide in it.',
  fix: 'Test what its callers rely on, beginning with what it must refuse.',
  tradeOffs:
    'Tests of the outside of a package cost least to keep; those of each function are in the way of the next change.',
  example: '',
  references: ['https://go.dev/doc/tutorial/add-a-test'],
  check(change) {
    const touched = new Set(
      change.snapshot.changedFiles.filter(({ path }) => path.endsWith('_test.go')).map(({ path }) => dirName(path)),
    );
    const known = new Set(
      change.files.flatMap(({ before }) => before?.outline.declarations.map(({ name }) => name) ?? []),
    );
    return change.files.flatMap(({ head }): Match[] => {
      if (head === null || !isJudged(head) || touched.has(head.dir)) return [];
      const fresh = head.outline.declarations
        .filter(({ kind, exported, name }) => exported && !known.has(name) && /^(function|method)$/.test(kind))
        .filter(({ text }) => decides(text))
        .slice(0, MAX_ASKED)
        .filter(({ name }) => !isTested(name, change.around));
      const [first] = fresh;
      if (first === undefined) return [];
      const names = fresh.slice(0, MAX_NAMED).map(({ name }) => `\`${name}\``);
      const more = fresh.length > MAX_NAMED ? ` and ${fresh.length - MAX_NAMED} more` : '';
      const said = `${names.join(', ')}${more} ${fresh.length === 1 ? 'is' : 'are'} new, and no test names ${fresh.length === 1 ? 'it' : 'them'}.`;
      const line = lineOf(head.text, first.startLine, first.name);
      return [matchLine(behaviourWithoutTest, { path: head.path, line, text: head.text, said })];
    });
  },
};
