// What a team reads when its settings file holds a mistake, and what still counts then.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { defaultSettings, Settings } from '../../../src/domain/settings.ts';
import { parseSettings, settingsJsonSchema } from '../../../src/gather/settings/settings-file.ts';

/** Each problem as people read it. */
function problems(text: string): string[] {
  return parseSettings(text, '.github/architect.yml').problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

function settings(text: string): Partial<Settings> {
  const read = Object.entries(parseSettings(text, '.github/architect.yml').settings);
  const defaults = new Map<string, unknown>(Object.entries(defaultSettings));
  return Object.fromEntries(read.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(key))));
}

const whole = `# How we are reviewed
drafts: true
baseBranches: [main, "release/*"]
ignore: ["internal/gen/**"]
documents: ["docs/rfcs/*.md"]
layers:
  - name: domain
    packages: ["internal/domain/**"]
    mayNotUse: ["database/sql", "github.com/aws/**"]
  - name: store
    packages: ["internal/store/**"]
    mayImport: [domain]
agent: .github/agents/architect.md
model: sonnet
failOn: high
maxInlineComments: 5
minSeverity: medium
`;

describe('a settings file without mistakes', () => {
  test('says what it says', () => {
    expect(parseSettings(whole, 'x').problems).toEqual([]);
    expect(settings(whole)).toMatchInlineSnapshot(`
{
  "agent": ".github/agents/architect.md",
  "baseBranches": [
    "main",
    "release/*",
  ],
  "documents": [
    "docs/rfcs/*.md",
  ],
  "drafts": true,
  "failOn": "high",
  "ignore": [
    "internal/gen/**",
  ],
  "layers": [
    {
      "mayImport": [],
      "mayNotUse": [
        "database/sql",
        "github.com/aws/**",
      ],
      "name": "domain",
      "packages": [
        "internal/domain/**",
      ],
    },
    {
      "mayImport": [
        "domain",
      ],
      "mayNotUse": [],
      "name": "store",
      "packages": [
        "internal/store/**",
      ],
    },
  ],
  "maxInlineComments": 5,
  "minSeverity": "medium",
  "model": "sonnet",
}
`);
  });

  test.each([
    ['is empty', ''],
    ['holds nothing but a comment', '# later\n'],
    ['leaves its values out', 'ignore:\nlayers:\nfailOn:\n'],
    ['begins with a byte order mark', '\ufeff# nothing\n'],
  ])('that %s leaves the defaults', (_case, text) => {
    expect(parseSettings(text, 'x')).toMatchObject({ settings: defaultSettings, problems: [] });
  });
});

describe('a mistake is told with its line and what to write instead:', () => {
  test('unknown keys', () => {
    const text =
      'failon: high\nfail_on: low\nignored: []\npath_filters: []\nmayImport: [domain]\ndrafts: true\nagents: [{ fil: a.md, paths: [] }]\n';
    expect(problems(text)).toMatchInlineSnapshot(`
[
  "1: unknown setting "failon"; did you mean "failOn"?",
  "2: unknown setting "fail_on"; did you mean "failOn"?",
  "3: unknown setting "ignored"; did you mean "ignore"?",
  "4: unknown setting "path_filters"; \`architect schema settings\` lists all",
  "5: unknown setting "mayImport"; it belongs in an entry of "layers"",
  "7: "agents[0].file" is missing",
  "7: unknown key "fil" in an entry of "agents"; did you mean "file"?",
]
`);
    expect(settings(text)).toEqual({ drafts: true });
  });

  test('values of another kind', () => {
    const text = [
      'enabled: yes please',
      'drafts: on',
      'ignore: vendor/**',
      'documents: {adr: docs/adr}',
      'agent: 3',
      'failOn: hgih',
      'minSeverity: blocker',
      'maxInlineComments: 500',
      'model: haiku',
      '',
    ].join('\n');
    expect(problems(text)).toMatchInlineSnapshot(`
[
  "1: "enabled" must be true or false, not "yes please"",
  "2: "drafts" must be true or false, not "on"",
  "3: "ignore" must be a list, such as ["docs/**"], not "vendor/**"",
  "4: "documents" must be a list, such as ["docs/**"], not {"adr":"docs/adr"}",
  "5: "agent" must be a string, not 3",
  "6: "failOn" must be one of never, critical, high, medium, low, not "hgih"; did you mean "high"?",
  "7: "minSeverity" must be one of critical, high, medium, low, not "blocker"",
  "8: "maxInlineComments" must be at most 50, not 500",
]
`);
    expect(settings(text)).toEqual({ model: 'haiku' });
  });

  test('one bad entry of a list costs that entry', () => {
    const text =
      'ignore:\n  - internal/gen/**\n  - 7\n  - /abs/**\n  - "!keep.go"\n  - "+(a|b)+(a|b)"\n  - "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"\n';
    expect(problems(text)).toMatchInlineSnapshot(`
[
  "3: "ignore[1]" must be a string, not 7",
  "4: the glob "/abs/**" starts with a slash; write it relative to the repository root",
  "5: the glob "!keep.go" starts with "!"; negated globs are not supported, list what to include",
  "6: the glob "+(a|b)+(a|b)" uses extended patterns such as "+(…)", which are not supported",
  "7: the glob "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" expands to more than 64 globs; use fewer braces",
]
`);
    expect(settings(text)).toEqual({ ignore: ['internal/gen/**'] });
  });

  test('layers: half a layer would forbid what the team allows, so a mistaken one is left out', () => {
    const text = `layers:
  - name: domain
    packages: ["internal/domain/**"]
  - name: store
    packages: ["internal/store/**"]
    mayimport: [domain]
  - name: web
    packages: ["internal/web/**"]
    mayImport: [domian]
  - packages: ["internal/x/**"]
  - name: domain
    packages: ["internal/other/**"]
  - just a text
  - name: jobs
    packages: ["internal/jobs/**"]
    mayImport: [domain]
    failOn: high
`;
    expect(problems(text)).toMatchInlineSnapshot(`
[
  "6: unknown key "mayimport" in a layer; did you mean "mayImport"? This layer is ignored until the error is fixed",
  "9: unknown layer "domian"; did you mean "domain"? This layer is ignored until the error is fixed",
  "10: "layers[3].name" is missing. This layer is ignored until the error is fixed",
  "11: there are two layers named "domain". This layer is ignored until the error is fixed",
  "13: "layers[5]" must be a mapping, not "just a text". This layer is ignored until the error is fixed",
  "17: unknown key "failOn" in a layer; it belongs at the top of the file. This layer is ignored until the error is fixed",
]
`);
    expect(parseSettings(text, 'x').settings.layers.map(({ name }) => name)).toEqual(['domain']);
  });

  test('a key that is written twice', () => {
    expect(problems('failOn: high\ndrafts: true\nfailOn: low\n')).toMatchInlineSnapshot(`
[
  "3: "failOn" is set twice; the last value is used",
]
`);
    expect(settings('failOn: high\ndrafts: true\nfailOn: low\n')).toEqual({ drafts: true, failOn: 'low' });
  });

  test('a file that is no mapping, or no YAML', () => {
    expect(problems('- a\n- b\n')).toMatchInlineSnapshot(`
[
  "1: not read: must be a mapping of settings, such as "failOn: high"",
]
`);
    expect(problems('drafts: true\nlayers: [unclosed\nfailOn: high\n')).toMatchInlineSnapshot(`
[
  "3: not read: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
]
`);
    expect(problems('drafts: true\n\tfailOn: high\n')).toMatchInlineSnapshot(`
[
  "2: not read: invalid YAML: Tabs are not allowed as indentation",
]
`);
    expect(problems('x'.repeat(64_001))).toMatchInlineSnapshot(`
[
  "-: not read: larger than 64,000 characters",
]
`);
  });

  test('nesting that would end the process, and a value that contains itself', () => {
    expect(problems(`a: ${'['.repeat(1_000)}`)).toEqual(['1: not read: nested more than 30 levels deep']);
    expect(problems('ignore: &a [*a]')).toEqual(['1: not read: the alias "*a" refers to the value that contains it']);
    expect(settings('drafts: true\nignore: &a [*a]')).toEqual({});
  });

  test('aliases that stand for very many copies', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level}: &l${level} [${`*l${level - 1}, `.repeat(level === 0 ? 0 : 9)}x]`,
    );
    expect(problems(levels.join('\n'))).toMatchInlineSnapshot(`
[
  "7: not read: more than 50 aliases, or aliases of aliases; write the values out",
]
`);
  });

  test('very long words are cut', () => {
    const [problem] = problems(`${'k'.repeat(300)}: true\n`);
    expect(problem!.length).toBeLessThan(400);
  });
});

describe('for any file', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('high', true, 3, [], ['a/**'], null));
  const key = fc.oneof(fc.constantFrom(...Object.keys(Settings.shape), '__proto__', 'constructor'), fc.string());
  const layer = fc.record(
    { name: fc.oneof(value, fc.constant('a')), packages: value, mayImport: value, mayNotUse: value, other: value },
    { requiredKeys: [] },
  );

  test('reading never fails, gives valid settings, and tells of each value that it does not take', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.option(fc.array(layer, { maxLength: 4 })), (written, layers) => {
        const file = layers ? { ...written, layers } : written;
        const read = parseSettings(stringify(file), 'x');
        expect(Settings.safeParse(read.settings).success).toBe(true);
        const isTaken = Settings.safeParse(file).success;
        if (!isTaken && read.problems.length === 0) {
          // Only an empty value may be passed over in silence.
          expect(JSON.stringify(file)).toContain('null');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('any text at all is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(Settings.safeParse(parseSettings(text, 'x').settings).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test('the JSON Schema names every setting, with a description', () => {
  const schema = settingsJsonSchema() as { properties: Record<string, { description?: string }> };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(Settings.shape));
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/\.$/);
});
