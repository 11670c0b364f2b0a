// Tests that findings are what a change introduces, once per cause, less what comments and settings suppress.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { cancelDropped } from '../../../../src/analyse/rules/concurrency/cancel-dropped.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { type Change, snapshotOf } from '../../tree.ts';

const run = (change: Change) => analyse(snapshotOf(change), () => {});
const brief = (findings: readonly Finding[]): string[] =>
  findings.map(({ rule, path, startLine, otherPlaces }) => `${rule} ${path}:${startLine} +${otherPlaces.length}`);

const main =
  '-- go.mod --\nmodule example.com/shop\n-- cmd/shop/main.go --\npackage main\n\nimport _ "example.com/shop/a"\n';
const bad = (name: string, comment = '') => `func ${name}(ctx context.Context) {
	ctx, _ = context.WithTimeout(ctx, limit)${comment}
	use(ctx)
}
`;
const file = (path: string, ...functions: string[]) =>
  `-- ${path} --\npackage a\n\nimport "context"\n\n${functions.join('\n')}`;

test('a new case is one finding with all its parts', async () => {
  const { findings, facts } = await run({ before: main + file('a/a.go'), head: main + file('a/a.go', bad('Save')) });
  expect(findings[0]).toMatchInlineSnapshot(`
{
  "citations": [
    {
      "factId": "rule:concurrency/cancel-dropped:a/a.go:230d2e5a",
      "kind": "fact",
      "path": "a/a.go",
      "quote": "ctx, _ = context.WithTimeout(ctx, limit)",
      "startLine": 6,
    },
  ],
  "endLine": 6,
  "example": "ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
defer cancel()",
  "id": "f094d49b46c112ce",
  "otherPlaces": [],
  "path": "a/a.go",
  "quote": "ctx, _ = context.WithTimeout(ctx, limit)",
  "rationale": "\`Save\` discards the cancel function of \`context.WithTimeout\`. The context and its timer leak until the deadline passes or the parent is cancelled, which for a long-lived parent is never.",
  "recommendation": "Keep the cancel function and \`defer cancel()\`.",
  "rule": "concurrency/cancel-dropped",
  "section": "concurrency-performance",
  "severity": "high",
  "side": "head",
  "source": "fact",
  "startLine": 6,
  "title": "Cancel function of a context is discarded",
  "tradeOffs": "",
}
`);
  const { factId } = findings[0]!.citations[0] as { factId: string };
  const fact = facts.find(({ id }) => id === factId);
  expect(findings[0]?.rationale.startsWith(fact?.statement ?? 'no fact')).toBe(true);
});

test('three cases of one rule are one finding with three places', async () => {
  const head = main + file('a/a.go', bad('Save'), bad('Load')) + file('a/b.go', bad('Drop'));
  const { findings } = await run({ before: main, head });
  expect(brief(findings)).toEqual(['concurrency/cancel-dropped a/a.go:6 +2']);
  expect([findings[0]?.title, findings[0]?.rationale]).toEqual([
    `${cancelDropped.title} (3 places)`,
    `\`Save\` discards the cancel function of \`context.WithTimeout\`. Also in \`Load\` and \`Drop\`. ${cancelDropped.why}`,
  ]);
});

test('equal lines of two functions are one fact that names both', async () => {
  const { facts } = await run({ before: main, head: main + file('a/a.go', bad('Save'), bad('Load')) });
  expect(
    facts.filter(({ kind }) => kind === 'rule').map(({ statement, places }) => [statement, places.length]),
  ).toEqual([['`Save` discards the cancel function of `context.WithTimeout`. Also in `Load`.', 2]]);
});

test('a function that moves within its package is not new, even with other names in it; another function is', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const moved = bad('Save').replaceAll('ctx', 'c');
  const stays = file('a/a.go', 'var x = 1\n');
  expect((await run({ before, head: main + stays + file('a/save.go', moved) })).findings).toEqual([]);
  const other = moved.replace('Save', 'Load');
  expect(brief((await run({ before, head: main + stays + file('a/save.go', other) })).findings)).toEqual([
    'concurrency/cancel-dropped a/save.go:6 +0',
  ]);
});

test('an old case is not reported when its file changes', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', 'var x = 1\n', bad('Save'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('a case that moves to another file is not new', async () => {
  const before = main + file('a/a.go', bad('Save')) + file('a/b.go');
  const head = main + file('a/a.go') + file('a/b.go', bad('Save'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('a second case beside an old one is new', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', bad('Save'), bad('Load'));
  expect(brief((await run({ before, head })).findings)).toEqual(['concurrency/cancel-dropped a/a.go:11 +0']);
});

test('an old case whose line is rewritten is not new', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = before.replace('WithTimeout(ctx, limit)', 'WithTimeout(ctx, 2*limit)');
  expect((await run({ before, head })).findings).toEqual([]);
});

test('an old case that moves into another function of its file is not new', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', bad('write').replace('WithTimeout(ctx, limit)', 'WithTimeout(c.ctx, limit)'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('a renamed file has no new cases', async () => {
  const change = { before: main + file('a/a.go', bad('Save')), head: main + file('a/c.go', bad('Save')) };
  expect((await run({ ...change, renames: { 'a/c.go': 'a/a.go' } })).findings).toEqual([]);
});

test('a comment with a reason suppresses a case, which stays a fact', async () => {
  const quiet = bad('Save', ' //architect:ignore concurrency/cancel-dropped lives as long as the process');
  const { findings, facts } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings).toEqual([]);
  expect(facts.map(({ id, kind, statement }) => [id.split(':').slice(0, 3).join(':'), kind, statement])).toContainEqual(
    [
      'rule:suppressed:concurrency/cancel-dropped',
      'signal',
      'Suppressed by a comment (concurrency/cancel-dropped): ' +
        '`Save` discards the cancel function of `context.WithTimeout`.',
    ],
  );
});

test("a linter's directive on a line of its own suppresses the line after it", async () => {
  const quiet = bad('Save').replace('\tctx, _', '\t//nolint:govet // cancelled with its parent\n\tctx, _');
  const { findings, suppressions } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings).toEqual([]);
  expect(suppressions.map(({ reason }) => reason)).toEqual(['//nolint:govet // cancelled with its parent']);
});

test.each(['concurrency/cancel-dropped', 'concurrency', ''])(
  'a comment for "%s" without a reason suppresses nothing, and the finding says so',
  async (id) => {
    const quiet = bad('Save', ` //architect:ignore ${id}`);
    const { findings } = await run({ before: main, head: main + file('a/a.go', quiet) });
    expect(brief(findings)).toEqual(['concurrency/cancel-dropped a/a.go:6 +0']);
    expect(findings[0]!.rationale).toContain(
      'A suppression comment covers this line, but it must name the rule and give a reason. ',
    );
  },
);

test('a comment without a reason for another rule does not matter', async () => {
  const quiet = bad('Save', ' //architect:ignore risk/error-dropped');
  const { findings } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings[0]!.rationale).not.toContain('suppression comment');
});

test('generated code is not judged, nor examples and scripts by rules about long-running processes', async () => {
  const generated = `-- a/gen.go --\n// Code generated by x. DO NOT EDIT.\npackage a\n\nimport "context"\n\n${bad('Save')}`;
  const head =
    main +
    file('examples/a.go', bad('A')) +
    file('hack/b.go', bad('B')) +
    file('3rdparty/c.go', bad('C')) +
    file('a/store_mocks.go', bad('D')) +
    generated;
  expect((await run({ before: main, head })).findings).toEqual([]);
});

test('a package that only commands import may exit the process', async () => {
  const exits = 'func Open() {\n\tos.Exit(1)\n}\n';
  const a = `-- a/a.go --\npackage a\n\nimport "os"\n\n${exits}`;
  const b = '-- b/b.go --\npackage b\n\nimport _ "example.com/shop/a"\n';
  expect((await run({ before: main, head: main + a })).findings).toEqual([]);
  expect(brief((await run({ before: main + b, head: main + b + a })).findings)).toEqual([
    'operations/exit-outside-main a/a.go:6 +0',
  ]);
});

test('removing what made an old line right makes it a new case', async () => {
  const body = (rollback: string) => `-- a/a.go --
package a

import "database/sql"

func Save(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
${rollback}	if _, err := tx.Exec("UPDATE orders SET paid = true"); err != nil {
		return err
	}
	return tx.Commit()
}
`;
  const { findings } = await run({ before: main + body('\tdefer tx.Rollback()\n'), head: main + body('') });
  expect(brief(findings)).toEqual(['risk/transaction-without-rollback a/a.go:6 +0']);
});

test('if the old file could not be parsed, only added lines count', async () => {
  const before = `${main + file('a/a.go', bad('Save'))}func broken( {\n`;
  const head = main + file('a/a.go', bad('Save'), bad('Load'));
  expect(brief((await run({ before, head })).findings)).toEqual(['concurrency/cancel-dropped a/a.go:11 +0']);
});

test('a comment that the change adds does not suppress a security rule', async () => {
  const text = (comment: string) =>
    `-- a/a.go --\npackage a\n\nimport "crypto/tls"\n\nvar c = &tls.Config{InsecureSkipVerify: true}${comment}\n`;
  const excuse = ' //architect:ignore risk/tls-verification-off only inside';
  const { findings, suppressions } = await run({ before: main, head: main + text(excuse) });
  expect(brief(findings)).toEqual(['risk/tls-verification-off a/a.go:5 +0']);
  expect(findings[0]?.rationale).toContain('A suppression comment added by this pull request covers this line');
  expect(suppressions).toEqual([]);
  expect((await run({ before: main + text(excuse), head: main + text(excuse) + file('a/b.go') })).findings).toEqual([]);
});

test('settings suppress a rule or family below paths, and each case is counted with the reason', async () => {
  const head = main + file('a/a.go', bad('Save')) + file('b/a.go', bad('Load'));
  for (const rule of ['concurrency/cancel-dropped', 'concurrency']) {
    const settings = { suppress: [{ rule, paths: ['a/**'], reason: 'moved away in spring' }] };
    const { findings, suppressions } = await run({ before: main, head, settings });
    expect(brief(findings)).toEqual(['concurrency/cancel-dropped b/a.go:6 +0']);
    expect(suppressions).toEqual([
      { rule: 'concurrency/cancel-dropped', path: 'a/a.go', line: 6, by: 'settings', reason: 'moved away in spring' },
    ]);
  }
});

test('settings suppress a finding of the graph', async () => {
  const change = (settings: object) => ({
    before: main,
    head: `${main}-- a/a.go --\npackage a\n\nimport _ "example.com/shop/b"\n-- b/b.go --\npackage b\n`,
    settings: {
      layers: [
        { name: 'a', packages: ['a'] },
        { name: 'b', packages: ['b'] },
      ],
      ...settings,
    },
  });
  expect(brief((await run(change({}))).findings)).toEqual(['service/layer a/a.go:3 +0']);
  const left = await run(
    change({ suppress: [{ rule: 'service/layer', paths: ['a/*.go'], reason: 'until the split' }] }),
  );
  expect([left.findings, left.suppressions.map(({ rule, by }) => `${rule} ${by}`)]).toEqual([
    [],
    ['service/layer settings'],
  ]);
});

const decode = (...cases: string[]) => `-- a/a.go --
package a

import "encoding/json"

func (s Service) Meta() any {
	switch s.Kind {
${cases.map((kind) => `	case ${kind}:\n		var one ${kind}Meta\n		_ = json.Unmarshal(s.Raw, &one)\n		return one\n`).join('')}	default:
		var one Unknown
		_ = json.Unmarshal(s.Raw, &one)
		return one
	}
}
`;

test('of equal lines, the one that the change adds is new', async () => {
  const { findings } = await run({ before: main + decode('FTP'), head: main + decode('FTP', 'SSH') });
  expect(brief(findings)).toEqual(['risk/error-dropped a/a.go:13 +0']);
});

test('a function that repeats a line may gain one more', async () => {
  const three = decode('FTP', 'SSH');
  const { findings } = await run({ before: main + three, head: main + decode('FTP', 'SSH', 'SMTP') });
  expect(brief(findings)).toEqual([]);
  const { findings: elsewhere } = await run({
    before: main + three,
    head: main + three.replace('Meta() any', 'Data() any').replaceAll('-- a/a.go --', '-- a/b.go --') + three,
  });
  expect(brief(elsewhere)).toEqual(['risk/error-dropped a/b.go:9 +2']);
});
