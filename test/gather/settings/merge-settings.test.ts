// Several settings files together, and settings without effect.
import { describe, expect, test } from '@jest/globals';
import type { SourceTree } from '../../../src/domain/snapshot.ts';
import { dropExpired } from '../../../src/gather/settings/expired-exceptions.ts';
import { layerSettings } from '../../../src/gather/settings/resolve-settings.ts';
import { findUnused } from '../../../src/gather/settings/unused-settings.ts';

const file = (text: string) => ({ text, source: '.github/architect.yml@b', name: '.github/architect.yml' });
const organisation = {
  source: 'acme/.github/.github/architect.yml@o',
  text: `failOn: medium
ignore: ["gen/**"]
layers:
  - { name: domain, packages: ["domain/**"] }
  - { name: store, packages: ["store/**"] }
`,
};

describe('settings of an organization and a repository', () => {
  const own = file(`drafts: true
failOn: high
ignore: ["old/**"]
layers:
  - { name: store, packages: ["internal/store/**"], mayImport: [domain] }
`);
  const resolved = layerSettings(own, { organisationSettings: organisation });

  test('are one: the nearest value counts, lists grow, and a layer replaces its namesake', () => {
    const { settings, settingsProblems } = resolved;
    expect([settings.failOn, settings.drafts, settings.ignore]).toEqual(['high', true, ['old/**', 'gen/**']]);
    expect(settings.layers.map(({ name, packages }) => [name, packages[0]])).toEqual([
      ['domain', 'domain/**'],
      ['store', 'internal/store/**'],
    ]);
    expect(settingsProblems).toEqual([]);
  });

  test('name the files that each key comes from', () => {
    const both = [organisation.source, own.source];
    expect(resolved.settingsOrigins).toEqual({
      failOn: [own.source],
      drafts: [own.source],
      ignore: both,
      layers: both,
    });
    expect(resolved.settingsSource).toBe(own.source);
  });

  test('hold without the other', () => {
    expect(layerSettings(null, { organisationSettings: organisation }).settings.failOn).toBe('medium');
    expect(layerSettings(own, { organisationSettings: null }).settings.ignore).toEqual(['old/**']);
  });

  test('tell of an extended file that could not be read, with the line that names it', () => {
    const { settingsProblems } = layerSettings(file('drafts: true\n_extends: acme/none\n'), {
      organisationSettings: null,
      extendedSettings: [{ text: null, source: 'acme/none' }],
    });
    expect(settingsProblems).toMatchObject([{ source: '.github/architect.yml', line: 2 }]);
    expect(settingsProblems[0]?.message).toContain('acme/none could not be read');
  });

  test('stay the nearest alone where they are too long together', () => {
    const many = (name: string) =>
      `layers:\n${Array.from({ length: 60 }, (_, n) => `- { name: ${name}${n}, packages: [x] }`).join('\n')}`;
    const { settings, settingsProblems } = layerSettings(file(many('a')), {
      organisationSettings: { ...organisation, text: many('b') },
    });
    expect(settings.layers).toHaveLength(60);
    expect(settingsProblems.map(({ message }) => message)).toEqual([
      'the lists of all settings files together are too long, so only this file applies',
    ]);
  });
});

describe('a glob that matches nothing', () => {
  const paths = ['internal/domain/order.go', 'docs/a.md', 'cmd/shop/main.go'];
  const tree = (truncated = false) =>
    ({ entries: new Map(paths.map((path) => [path, {}])), truncated }) as unknown as SourceTree;
  const problems = (text: string, truncated = false) =>
    findUnused(layerSettings(file(text), { organisationSettings: organisation }), [tree(truncated)]).map(
      ({ line, message }) => `${line}: ${message}`,
    );
  const text = `layers:
  - name: domain
    packages: ["internal/domian/**", "internal/domain/**"]
ignore: ["gone/**", "docs"]
suppress:
  - { rule: risk, paths: ["cmd/*/main.go", "scripts/**"], reason: a tool }
documents: ["docs/*.md"]
include: [internal]
`;

  test('is named with its line, and with the directory that was probably meant', () => {
    expect(problems(text)).toEqual([
      '3: "layers[0].packages[0]": "internal/domian/**" matches no Go package; did you mean "internal/domain/**"?',
      '4: "ignore[0]": "gone/**" matches no file',
      '6: "suppress[0].paths[1]": "scripts/**" matches no file',
    ]);
  });

  test('is not named where the listing of files is incomplete, or where the organization says it for all', () => {
    expect(problems(text, true)).toEqual([]);
    expect(problems('drafts: true')).toEqual([]);
  });
});

test('an exception holds up to its last day', () => {
  const own = file(`suppress:
  - { rule: risk, reason: for now, until: "2026-12-31", issue: "#7" }
  - { rule: api, reason: for ever }
`);
  const { settings } = layerSettings(own, { organisationSettings: null });
  expect(dropExpired(settings, '2026-12-31').expired).toEqual([]);
  const late = dropExpired(settings, '2027-01-01');
  expect(late.settings.suppress.map(({ rule }) => rule)).toEqual(['api']);
  expect(late.expired.map(({ message }) => message)).toEqual([
    'the exception for risk ended on 2026-12-31 and does not apply any more; see #7',
  ]);
});
