// Comments at imports, declarations and requirements leave out what the graph, the exported surface and go.mod prove.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { type Change, snapshotOf } from '../../tree.ts';

const layers = {
  layers: [
    { name: 'domain', packages: ['domain'] },
    { name: 'store', packages: ['store'], mayImport: ['domain'] },
  ],
};
const base =
  '-- go.mod --\nmodule example.com/shop\n-- store/store.go --\npackage store\n-- domain/a.go --\npackage domain\n';
const domain = (name: string, comment: string) =>
  `-- domain/${name}.go --\npackage domain\n\nimport (\n${comment}\t"example.com/shop/store"\n)\n`;

async function saidOf(change: Change) {
  const { findings, suppressions } = await analyse(snapshotOf(change), () => {});
  return {
    findings: findings.map(({ rule, path, otherPlaces }) =>
      [rule, path, ...otherPlaces.map((one) => one.path)].join(' '),
    ),
    suppressions: suppressions.map(({ rule, path, line, by, reason }) => `${rule} ${path}:${line} by ${by}: ${reason}`),
  };
}

test('an import that a comment allows is no finding, and is counted with its reason', async () => {
  const asked = domain('b', '\t//architect:ignore service/layer until the query moves\n');
  expect(await saidOf({ before: base, head: base + asked, settings: layers })).toEqual({
    findings: [],
    suppressions: ['service/layer domain/b.go:5 by comment: until the query moves'],
  });
  const depguard = domain('b', '').replace('store"\n', 'store" //nolint:depguard // until the query moves\n');
  expect((await saidOf({ before: base, head: base + depguard, settings: layers })).suppressions).toEqual([
    'service/layer domain/b.go:4 by comment: //nolint:depguard // until the query moves',
  ]);
});

test('a comment leaves out its own import alone, and one without a reason none', async () => {
  const asked = domain('b', '\t//architect:ignore service/layer until the query moves\n');
  expect((await saidOf({ before: base, head: base + asked + domain('c', ''), settings: layers })).findings).toEqual([
    'service/layer domain/c.go',
  ]);
  const vain = domain('b', '\t//architect:ignore service/layer\n');
  const { findings } = await analyse(snapshotOf({ before: base, head: base + vain, settings: layers }), () => {});
  expect(findings[0]?.rationale).toMatch(
    / A suppression comment covers this line, but it must name the rule and give a reason\.$/,
  );
});

test('the same holds for requirements, for exported declarations and for imports that close a circle', async () => {
  const mod = '-- go.mod --\nmodule example.com/shop/v2\n';
  const required = `${mod}require github.com/golang/mock v1.6.0 //architect:ignore service/retired-module the generator needs it\n`;
  expect(await saidOf({ before: mod, head: required })).toEqual({
    findings: [],
    suppressions: ['service/retired-module go.mod:2 by comment: the generator needs it'],
  });
  const api = (text: string) => `${mod}-- a.go --\npackage shop\n\n${text}\n`;
  expect(
    await saidOf({
      before: api('func Open(path string) {}'),
      head: api('//architect:ignore api/breaking-change nobody calls it\nfunc Open(path, mode string) {}'),
    }),
  ).toEqual({ findings: [], suppressions: ['api/breaking-change a.go:4 by comment: nobody calls it'] });
  const a = '-- go.mod --\nmodule example.com/shop\n-- a/a.go --\npackage a\n\nimport _ "example.com/shop/b"\n';
  const b = (comment: string) => `-- b/b.go --\npackage b\n\n${comment}import _ "example.com/shop/a"\n`;
  const circle = {
    before: `${a}-- b/b.go --\npackage b\n`,
    head: a + b('//architect:ignore service/import-cycle a is generated next\n'),
  };
  expect(await saidOf(circle)).toEqual({
    findings: [],
    suppressions: ['service/import-cycle b/b.go:4 by comment: a is generated next'],
  });
});

test('settings leave out the cases below their paths, and no others of the same finding', async () => {
  const settings = {
    ...layers,
    suppress: [{ rule: 'service/layer', paths: ['domain/legacy/**'], reason: 'it goes in May' }],
  };
  const legacy = domain('legacy/b', '').replace('package domain', 'package legacy');
  const both = { ...settings, layers: [{ name: 'domain', packages: ['domain/**'] }, layers.layers[1]!] };
  const said = await saidOf({ before: base, head: base + legacy + domain('c', ''), settings: both });
  expect(said).toEqual({
    findings: ['service/layer domain/c.go'],
    suppressions: ['service/layer domain/legacy/b.go:4 by settings: it goes in May'],
  });
});
