import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkClaims, selectFindings } from '../../../src/agent/verify/check-claims.ts';
import { locateQuote } from '../../../src/agent/verify/locate-quote.ts';
import { FindingClaim } from '../../../src/agent/verify/review-submission.ts';
import type { Architecture } from '../../../src/domain/architecture.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { makeArchitecture, makeSnapshot } from '../../support/snapshot.ts';
import { parseArchive } from '../../support/txtar.ts';

const before = parseArchive(`
-- internal/api/api.go --
package api

func Get(id string) (string, error) {
	defer audit(id)
	return "", nil
}
-- internal/far/far.go --
package far

func Away() {}
`).files;
const head = parseArchive(`
-- internal/api/api.go --
package api

import "example.com/shop/internal/store"

func Get(id string) (string, error) {
	return store.Find(id)
}

func Put(id string) (string, error) {
	return store.Find(id)
}
-- internal/far/far.go --
package far

func Away() {}
`).files;
const documents = {
  'docs/DESIGN.md':
    '# Design\n\nPackages under internal/api must not\nimport internal/store. They go through\ninternal/service.\n',
};

const edge = {
  id: 'edge-added:internal/api->internal/store',
  kind: 'edge-added' as const,
  statement: 'internal/api now imports internal/store.',
  places: [
    {
      path: 'internal/api/api.go',
      startLine: 3,
      endLine: 3,
      quote: 'import "example.com/shop/internal/store"',
      side: 'head' as const,
    },
  ],
};
const elsewhere = { ...edge, id: 'edge-added:x->y', places: [{ ...edge.places[0]!, path: 'internal/far/far.go' }] };

function claim(changes: Partial<FindingClaim> = {}): FindingClaim {
  return FindingClaim.parse({
    section: 'service-architecture',
    severity: 'high',
    title: 'The API reaches into the store',
    path: 'internal/api/api.go',
    quote: '	return store.Find(id)',
    rationale: 'The document forbids it.',
    recommendation: 'Go through the service.',
    citations: [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'must not import internal/store' }],
    ...changes,
  });
}

function judge(
  claims: readonly FindingClaim[],
  architecture: Architecture = makeArchitecture({ facts: [edge, elsewhere] }),
  snapshot: Snapshot = makeSnapshot(before, head, { documents }),
) {
  return selectFindings(checkClaims(claims, snapshot, architecture), architecture);
}

const reasons = (...claims: FindingClaim[]) => judge(claims).dropped.map(({ reason }) => reason);

describe('a true claim', () => {
  test('becomes a finding whose lines are computed and whose quotes are the files’ own', () => {
    const { findings, dropped } = judge([claim()]);
    expect(dropped).toEqual([]);
    expect(findings).toMatchInlineSnapshot(`
[
  {
    "citations": [
      {
        "factId": null,
        "kind": "document",
        "path": "docs/DESIGN.md",
        "quote": "must not
import internal/store",
        "startLine": 3,
      },
    ],
    "endLine": 6,
    "example": "",
    "id": "model/743d1143ab4d89a3",
    "otherPlaces": [],
    "path": "internal/api/api.go",
    "quote": "	return store.Find(id)",
    "rationale": "The document forbids it.",
    "recommendation": "Go through the service.",
    "rule": null,
    "section": "service-architecture",
    "severity": "high",
    "side": "head",
    "source": "model",
    "startLine": 6,
    "title": "The API reaches into the store",
    "tradeOffs": "",
  },
]
`);
  });

  test('has the same id on the next push, wherever its code has moved', () => {
    const moved = { ...head, 'internal/api/api.go': `// A comment.\n\n${head['internal/api/api.go']}` };
    const [a] = judge([claim()]).findings;
    const [b] = judge(
      [claim({ title: 'Put otherwise' })],
      makeArchitecture(),
      makeSnapshot(before, moved, { documents }),
    ).findings;
    expect(b?.id).toBe(a?.id);
    expect(b?.startLine).toBe((a?.startLine ?? 0) + 2);
  });

  test('may cite a fact that states what exists: evidence, and no ground', () => {
    const { findings } = judge([claim({ citations: [{ kind: 'fact', factId: edge.id, path: '', quote: '' }] })]);
    expect(findings[0]?.citations).toEqual([
      { kind: 'code', factId: edge.id, path: 'internal/api/api.go', quote: edge.places[0]!.quote, startLine: 3 },
    ]);
  });

  test('may speak of code that the change removes', () => {
    const { findings } = judge([claim({ side: 'before', quote: '	defer audit(id)' })]);
    expect(findings[0]).toMatchObject({ side: 'before', startLine: 4, endLine: 4, quote: '\tdefer audit(id)' });
  });

  test('about code that is still there is about the head, whatever side it names', () => {
    const { findings } = judge([claim({ side: 'before', quote: 'func Put(id string) (string, error) {' })]);
    expect(findings[0]).toMatchObject({ side: 'head', startLine: 9 });
  });

  test('keeps its further places, once each', () => {
    const { findings } = judge([
      claim({
        quote: 'func Get(id string) (string, error) {\n	return store.Find(id)',
        otherPlaces: [
          { path: 'internal/api/api.go', quote: 'func Put(id string) (string, error) {\n	return store.Find(id)' },
          { path: 'internal/api/api.go', quote: 'func Put(id string)' },
          { path: 'internal/api/api.go', quote: 'func Nothing()' },
        ],
      }),
    ]);
    expect(findings[0]?.otherPlaces.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([[9, 10]]);
  });

  test('says its effort in measured time', () => {
    const { findings } = judge([claim({ effort: { amount: 3, unit: 'days' } })]);
    expect(findings[0]?.recommendation).toBe('Go through the service.\n\nEffort: about 2 hours measured.');
  });
});

describe('a false claim is dropped, with the reason', () => {
  test.each<[string, Partial<FindingClaim>]>([
    ['a quote that was never written', { quote: 'return store.Delete(id)' }],
    ['a quote with other spaces', { quote: 'return  store.Find(id)' }],
    ['a quote that says nothing', { quote: '}' }],
    ['a file that does not exist', { path: 'internal/api/none.go' }],
    ['a path out of the repository', { path: '../../etc/passwd' }],
    ['code that the change does not touch', { path: 'internal/far/far.go', quote: 'func Away() {}' }],
    [
      'a clause that was never written',
      { citations: [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'must never log in', factId: '' }] },
    ],
    [
      'a document that does not exist',
      {
        citations: [{ kind: 'document', path: 'docs/ADR-42.md', quote: 'must not import internal/store', factId: '' }],
      },
    ],
    [
      'a word that every document has',
      { citations: [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'must', factId: '' }] },
    ],
    ['a fact that does not exist', { citations: [{ kind: 'fact', factId: 'edge-added:a->b', path: '', quote: '' }] }],
  ])('%s', (_, changes) => {
    const { findings, dropped } = judge([claim(changes)]);
    expect(findings).toEqual([]);
    expect(dropped).toHaveLength(1);
  });

  test('each reason is a sentence for people', () => {
    expect(
      reasons(
        claim({ quote: 'return store.Delete(id)' }),
        claim({ quote: '}' }),
        claim({ path: 'none.go' }),
        claim({ path: 'internal/far/far.go', quote: 'func Away() {}' }),
        claim({ citations: [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'must never log in', factId: '' }] }),
        claim({ citations: [{ kind: 'fact', factId: 'nothing', path: '', quote: '' }] }),
      ),
    ).toMatchInlineSnapshot(`
[
  "The quote does not occur in "internal/api/api.go".",
  "The quote is too short to be located.",
  ""none.go" cannot be read.",
  "This pull request does not change "internal/far/far.go".",
  "The cited text does not occur in "docs/DESIGN.md".",
  "There is no fact "nothing".",
]
`);
  });

  test('a fact about other code is left out, and the claim has to hold without it', () => {
    const citations = [{ kind: 'fact' as const, factId: elsewhere.id, path: '', quote: '' }];
    expect(judge([claim({ citations })]).findings.map((one) => one.citations)).toEqual([[]]);
  });

  test('a title that is too long is cut, and does not return the review', () => {
    const [finding] = judge([claim({ title: `It ${'really '.repeat(60)}fails` })]).findings;
    expect(finding?.title).toMatch(/^It really .{100,150}…$/);
  });

  test('one false citation beside a true one sinks alone', () => {
    const [finding] = judge([
      claim({
        citations: [
          { kind: 'document', path: 'docs/DESIGN.md', quote: 'must not import internal/store', factId: '' },
          { kind: 'document', path: 'docs/DESIGN.md', quote: 'security is waived for this team', factId: '' },
        ],
      }),
    ]).findings;
    expect(finding?.citations.map(({ kind }) => kind)).toEqual(['document']);
  });

  test.each(['rule', 'layer-violation', 'cycle-introduced', 'api-removed', 'api-changed'] as const)(
    'a fact of kind %s is ground at its own place, and evidence beside other code',
    (kind) => {
      const told = (startLine: number, side: 'head' | 'before' = 'head') => {
        const place = { ...edge.places[0]!, startLine, endLine: startLine, side };
        const architecture = makeArchitecture({ facts: [{ ...edge, id: 'a-fact', kind, places: [place] }] });
        const citations = [{ kind: 'fact' as const, factId: 'a-fact', path: '', quote: '' }];
        return judge([claim({ citations })], architecture).findings[0]?.citations[0]?.kind;
      };
      expect([told(6), told(1), told(6, 'before')]).toEqual(['fact', 'code', 'code']);
    },
  );

  test.each(['edge-added', 'api-added', 'caller', 'entry-point', 'resource', 'signal'] as const)(
    'a fact of kind %s is never ground',
    (kind) => {
      const place = { ...edge.places[0]!, startLine: 6, endLine: 6 };
      const architecture = makeArchitecture({ facts: [{ ...edge, id: 'a-fact', kind, places: [place] }] });
      const citations = [{ kind: 'fact' as const, factId: 'a-fact', path: '', quote: '' }];
      expect(judge([claim({ citations })], architecture).findings[0]?.citations[0]?.kind).toBe('code');
    },
  );

  test('a set-aside file carries no finding', () => {
    const snapshot = makeSnapshot(before, head, {
      documents,
      skipped: [{ path: 'internal/api/api.go', reason: 'generated' }],
    });
    expect(judge([claim()], makeArchitecture(), snapshot).findings).toEqual([]);
  });
});

describe('claims that hold', () => {
  const [get, put, read, name] = ['func Get(id string)', 'func Put(id string)', 'return store.Find(id)', 'package api'];
  const bare = (quote: string, severity: FindingClaim['severity'], title = quote) =>
    claim({ citations: [], quote, severity, title });

  test('keep the order of the model within a severity, and none is left out', () => {
    const claims = [bare(put, 'high'), bare(name, 'low'), bare(get, 'high'), bare('An error is lost', 'medium')];
    const { findings } = judge([...claims.slice(0, 3), { ...claims[3]!, path: 'internal/api/api.go', quote: read }]);
    expect(findings.map(({ title }) => title)).toEqual([put, get, 'An error is lost', name]);
  });

  test('a few lines apart for the same cause are one, and for another cause they are two', () => {
    const about = (quote: string, title: string) => bare(quote, 'high', title);
    const same = judge([about(get, 'Get reads the store directly'), about(read, 'It reads the store directly')]);
    expect(same.findings.map(({ title }) => title)).toEqual(['Get reads the store directly']);
    expect(same.dropped.map(({ reason }) => reason)).toEqual(['Duplicate of another finding.']);
    const other = judge([about(get, 'Get reads the store directly'), about(read, 'An error loses its cause')]);
    expect(other.findings).toHaveLength(2);
  });
});

describe('what is said already is not said again', () => {
  const fact: Finding = {
    ...judge([claim()]).findings[0]!,
    id: 'service/layer-crossed:1',
    source: 'fact',
    rule: 'service/layer-crossed',
  };

  test('by a finding of the facts', () => {
    const architecture = makeArchitecture({ facts: [edge], findings: [fact] });
    expect(judge([claim()], architecture)).toMatchObject({
      findings: [],
      dropped: [{ reason: 'Already reported by a rule.' }],
    });
  });

  test('by another claim', () => {
    const { findings, dropped } = judge([claim(), claim({ severity: 'low', title: 'Again' })]);
    expect(findings.map(({ title }) => title)).toEqual(['The API reaches into the store']);
    expect(dropped).toMatchObject([{ title: 'Again', reason: 'Duplicate of another finding.' }]);
  });
});

describe('a quote', () => {
  const text = 'package a\r\n\r\nfunc A() {\r\n\treturn\r\n}\r\n\r\nfunc B() {\r\n\treturn\r\n}\r\n';

  test('is found whatever its line ends, and given back byte for byte', () => {
    expect(locateQuote(text, 'func A() {\n\treturn')).toEqual({
      startLine: 3,
      endLine: 4,
      quote: 'func A() {\r\n\treturn',
    });
  });

  test('is taken where it is nearest to the change', () => {
    expect(locateQuote(text, '\treturn', [9])?.startLine).toBe(8);
    expect(locateQuote(text, '\treturn', [1])?.startLine).toBe(4);
  });

  test('is found although it was shown with marks for hidden characters', () => {
    const hidden = 'package a\n// a\u200Bdmin \u202Eonly\n';
    const found = locateQuote(hidden, '// a⟨U+200B⟩dmin ⟨U+202E⟩only');
    expect(found).toEqual({ startLine: 2, endLine: 2, quote: '// a\u200Bdmin \u202Eonly' });
  });

  test('is looked for in a long document as fast as it can be read', () => {
    const long = `${'All of it is wrapped\nsomewhere. '.repeat(15_000)}The last words\u200b stand\n here.`;
    const started = performance.now();
    expect(locateQuote(long, 'The last words stand here.', [], true)).toMatchObject({
      startLine: 15_001,
      endLine: 15_002,
    });
    for (let time = 0; time < 200; time += 1) expect(locateQuote(long, `no words ${time}`, [], true)).toBeNull();
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test('of prose is found however it is wrapped', () => {
    expect(locateQuote('It must\n  never\nstop.\n', 'must never stop', [], true)?.quote).toBe('must\n  never\nstop');
    expect(locateQuote('It must\n  never\nstop.\n', 'must never stop')).toBeNull();
  });

  test('any part of any file is found at its place, and what is found always stands there', () => {
    const line = fc.stringMatching(/^[ \t]*[a-z(){}=:. \u200B\u{1F600}]{0,12}$/u);
    const file = fc.array(line, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(file, fc.constantFrom('\n', '\r\n'), fc.nat(), fc.nat(), (lines, end, a, b) => {
        const whole = lines.join(end);
        const first = a % lines.length;
        const last = first + (b % (lines.length - first));
        const quote = lines.slice(first, last + 1).join('\n');
        const found = locateQuote(whole, quote, [first + 1]);
        if (quote.replace(/\u200B/g, '').trim() === '') return;
        expect(found).not.toBeNull();
        expect(whole).toContain(found?.quote);
        const shown = whole
          .split('\n')
          .slice((found?.startLine ?? 0) - 1, found?.endLine)
          .join('\n');
        expect(shown).toContain(found?.quote);
        expect(found?.startLine).toBeLessThanOrEqual(last + 1);
      }),
      { numRuns: 500 },
    );
  });
});
