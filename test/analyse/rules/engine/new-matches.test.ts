// A rule speaks of what a change brings in, once for each cause, and not of what a comment with a reason takes out.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
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

test('a new case is one finding that says everything', async () => {
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
  "rationale": "\`Save\` calls \`context.WithTimeout\` and drops its cancel function. Until it is called the context, its timer and everything that waits on it stay alive: with a deadline until that has passed, without one until the parent is cancelled, which in a long-lived parent is never.",
  "recommendation": "Keep the function and defer it.",
  "rule": "concurrency/cancel-dropped",
  "section": "concurrency-performance",
  "severity": "high",
  "side": "head",
  "source": "fact",
  "startLine": 6,
  "title": "The cancel function of a context is thrown away",
  "tradeOffs": "None.",
}
`);
  expect(facts.find((fact) => fact.id === findings[0]?.citations[0]?.factId)?.statement).toBe(
    '`Save` calls `context.WithTimeout` and drops its cancel function.',
  );
});

test('three cases of one rule are one finding with three places', async () => {
  const head = main + file('a/a.go', bad('Save'), bad('Load')) + file('a/b.go', bad('Drop'));
  const { findings } = await run({ before: main, head });
  expect(brief(findings)).toEqual(['concurrency/cancel-dropped a/a.go:6 +2']);
  expect(findings[0]?.title).toBe('The cancel function of a context is thrown away (3 places)');
  expect(findings[0]?.rationale).toMatch(
    /^`Save` calls \S+ and drops its cancel function\. The same in `Load` and `Drop`\. Until/,
  );
});

test('equal lines of two functions are one fact, which says that there are two', async () => {
  const { facts } = await run({ before: main, head: main + file('a/a.go', bad('Save'), bad('Load')) });
  expect(
    facts.filter(({ kind }) => kind === 'rule').map(({ statement, places }) => [statement, places.length]),
  ).toEqual([
    [
      '`Save` calls `context.WithTimeout` and drops its cancel function. The same line stands in another function of the file.',
      2,
    ],
  ]);
});

test('a function that moves to another file of its package is not new, also with its names changed; another function is', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const moved = bad('Save').replaceAll('ctx', 'c');
  const stays = file('a/a.go', 'var x = 1\n');
  expect((await run({ before, head: main + stays + file('a/save.go', moved) })).findings).toEqual([]);
  const other = moved.replace('Save', 'Load');
  expect(brief((await run({ before, head: main + stays + file('a/save.go', other) })).findings)).toEqual([
    'concurrency/cancel-dropped a/save.go:6 +0',
  ]);
});

test('the backlog is silent, also when its file is touched', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', 'var x = 1\n', bad('Save'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('what is moved to another file was not brought in', async () => {
  const before = main + file('a/a.go', bad('Save')) + file('a/b.go');
  const head = main + file('a/a.go') + file('a/b.go', bad('Save'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('a second case beside an old one is brought in', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', bad('Save'), bad('Load'));
  expect(brief((await run({ before, head })).findings)).toEqual(['concurrency/cancel-dropped a/a.go:11 +0']);
});

test('an old case whose line is written anew is the same case', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = before.replace('WithTimeout(ctx, limit)', 'WithTimeout(ctx, 2*limit)');
  expect((await run({ before, head })).findings).toEqual([]);
});

test('an old case that moves into another function of its file is the same case', async () => {
  const before = main + file('a/a.go', bad('Save'));
  const head = main + file('a/a.go', bad('write').replace('WithTimeout(ctx, limit)', 'WithTimeout(c.ctx, limit)'));
  expect((await run({ before, head })).findings).toEqual([]);
});

test('a renamed file brings nothing in', async () => {
  const change = { before: main + file('a/a.go', bad('Save')), head: main + file('a/c.go', bad('Save')) };
  expect((await run({ ...change, renames: { 'a/c.go': 'a/a.go' } })).findings).toEqual([]);
});

test('a comment with a reason suppresses a case, and is told as a fact', async () => {
  const quiet = bad('Save', ' //architect:ignore concurrency/cancel-dropped lives as long as the process');
  const { findings, facts } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings).toEqual([]);
  expect(facts.map((fact) => fact.statement)).toContain(
    'A comment suppresses concurrency/cancel-dropped: `Save` calls `context.WithTimeout` and drops its cancel function.',
  );
});

test("a linter's directive on a line of its own leaves out what follows it", async () => {
  const quiet = bad('Save').replace('\tctx, _', '\t//nolint:govet // cancelled with its parent\n\tctx, _');
  const { findings, suppressions } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings).toEqual([]);
  expect(suppressions.map(({ reason }) => reason)).toEqual(['//nolint:govet // cancelled with its parent']);
});

test.each(['concurrency/cancel-dropped', 'concurrency', ''])(
  'a comment that asks for "%s" without a reason suppresses nothing, and is told so',
  async (id) => {
    const quiet = bad('Save', ` //architect:ignore ${id}`);
    const { findings } = await run({ before: main, head: main + file('a/a.go', quiet) });
    expect(brief(findings)).toEqual(['concurrency/cancel-dropped a/a.go:6 +0']);
    expect(findings[0]!.rationale).toContain(
      'A suppression comment covers this line, but it must name the rule and give a reason. ',
    );
  },
);

test('a comment without a reason that names another rule says nothing about this one', async () => {
  const quiet = bad('Save', ' //architect:ignore risk/error-dropped');
  const { findings } = await run({ before: main, head: main + file('a/a.go', quiet) });
  expect(findings[0]!.rationale).not.toContain('asks to leave this out');
});

test('generated code is not judged, and what hurts only a process that runs on is not said in examples and scripts', async () => {
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

test('a package that only commands import may end the process', async () => {
  const exits = 'func Open() {\n\tos.Exit(1)\n}\n';
  const a = `-- a/a.go --\npackage a\n\nimport "os"\n\n${exits}`;
  const b = '-- b/b.go --\npackage b\n\nimport _ "example.com/shop/a"\n';
  expect((await run({ before: main, head: main + a })).findings).toEqual([]);
  expect(brief((await run({ before: main + b, head: main + b + a })).findings)).toEqual([
    'operations/exit-outside-main a/a.go:6 +0',
  ]);
});

test('taking away what made a line right brings the case in, although the line itself is old', async () => {
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

test('where the file before could not be read only added lines count', async () => {
  const before = `${main + file('a/a.go', bad('Save'))}func broken( {\n`;
  const head = main + file('a/a.go', bad('Save'), bad('Load'));
  expect(brief((await run({ before, head })).findings)).toEqual(['concurrency/cancel-dropped a/a.go:11 +0']);
});

test('a comment that comes with a risk to security does not silence it', async () => {
  const text = (comment: string) =>
    `-- a/a.go --\npackage a\n\nimport "crypto/tls"\n\nvar c = &tls.Config{InsecureSkipVerify: true}${comment}\n`;
  const excuse = ' //architect:ignore risk/tls-verification-off only inside';
  const { findings, suppressions } = await run({ before: main, head: main + text(excuse) });
  expect(brief(findings)).toEqual(['risk/tls-verification-off a/a.go:5 +0']);
  expect(findings[0]?.rationale).toContain('A suppression comment added by this pull request covers this line');
  expect(suppressions).toEqual([]);
  expect((await run({ before: main + text(excuse), head: main + text(excuse) + file('a/b.go') })).findings).toEqual([]);
});

test('the settings leave out a rule or a family below some paths, and each case is counted with the reason', async () => {
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

test('the settings leave out a finding of the graph', async () => {
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

test('of equal lines the one that the change adds is the new one', async () => {
  const { findings } = await run({ before: main + decode('FTP'), head: main + decode('FTP', 'SSH') });
  expect(brief(findings)).toEqual(['risk/error-dropped a/a.go:13 +0']);
});

test('a function that says the same line in case after case may gain one more', async () => {
  const three = decode('FTP', 'SSH');
  const { findings } = await run({ before: main + three, head: main + decode('FTP', 'SSH', 'SMTP') });
  expect(brief(findings)).toEqual([]);
  const { findings: elsewhere } = await run({
    before: main + three,
    head: main + three.replace('Meta() any', 'Data() any').replaceAll('-- a/a.go --', '-- a/b.go --') + three,
  });
  expect(brief(elsewhere)).toEqual(['risk/error-dropped a/b.go:9 +2']);
});

test('what is alike in one function is one sentence', async () => {
  const copy = `-- a/a.go --
package a

import "os"

func copyAll(names []string) error {
	for _, name := range names {
		in, err := os.Open(name)
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := os.Create(name + ".bak")
		if err != nil {
			return err
		}
		defer out.Close()
		move(in, out)
	}
	return nil
}
`;
  const { findings } = await run({ before: main, head: main + copy });
  expect(findings.map(({ rationale }) => rationale.split('. ')[0])).toMatchInlineSnapshot(`
[
  "\`copyAll\` defers \`in.Close()\` and \`out.Close()\` in a loop",
]
`);
});
