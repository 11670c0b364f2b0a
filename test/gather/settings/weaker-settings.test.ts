// What a pull request loosens is listed exactly; what it tightens, moves or rewords is not.
import { expect, test } from '@jest/globals';
import { Settings } from '../../../src/domain/settings.ts';
import { findWeaker } from '../../../src/gather/settings/weaker-settings.ts';

const goFiles = [
  'internal/domain/order.go',
  'internal/domain/old/order.go',
  'internal/api/total.go',
  'cmd/shop/main.go',
];
const before = {
  layers: [
    { name: 'domain', packages: ['internal/domain/**'], mayNotUse: ['database/sql', 'github.com/aws/**'] },
    { name: 'api', packages: ['internal/api/**'], mayImport: ['domain'] },
  ],
  failOn: 'high',
  suppress: [{ rule: 'risk/error-dropped', paths: ['cmd/**'], reason: 'a tool' }],
  gates: [{ sections: ['api-design'], failOn: 'low' }],
  documents: ['docs/rfcs/*.md'],
};

function weaker(after: object): string[] {
  const found = findWeaker(Settings.parse(before), Settings.parse({ ...before, ...after }), { goFiles });
  return found.map(({ kind, text }) => `${kind}: ${text}`);
}
const [domain, api] = before.layers;

test.each<[string, object, string[]]>([
  ['nothing', {}, []],
  ['another order', { layers: [api, domain] }, []],
  ['a stricter gate and layer', { failOn: 'low', layers: [domain, { ...api, mayImport: [] }] }, []],
  ['an import', { layers: [{ ...domain, mayImport: ['api'] }, api] }, ['import: layer `domain` may import `api`']],
  ['a layer that is gone', { layers: [domain] }, ['import: layer `api` is gone: its packages may import everything']],
  [
    'a package that leaves its layer',
    { layers: [{ ...domain, packages: ['internal/domain'] }, api] },
    ['unlayered: `internal/domain/old` is in no layer (it was in `domain`)'],
  ],
  [
    'something that may be used',
    { layers: [{ ...domain, mayNotUse: ['github.com/**'] }, api] },
    ['use: layer `domain` may use `database/sql`'],
  ],
  [
    'a suppression',
    { suppress: [...before.suppress, { rule: 'risk', reason: 'all of it', until: '2027-01-01' }] },
    ['suppressed: `risk` is suppressed everywhere until 2027-01-01'],
  ],
  [
    'one more path for a suppressed rule',
    { suppress: [{ rule: 'risk/error-dropped', paths: ['cmd/**', 'internal/**'], reason: 'reworded' }] },
    ['suppressed: `risk/error-dropped` is suppressed in `internal/**`'],
  ],
  ['files that are ignored', { ignore: ['cmd/**'] }, ['not-reviewed: `cmd/shop/main.go` is not reviewed']],
  ['files that are not included', { include: ['internal/**', 'cmd'] }, []],
  [
    'a severity',
    { severities: [{ rule: 'risk', severity: 'low' }] },
    ['severity: findings of `risk` are low everywhere'],
  ],
  [
    'the gate',
    { failOn: 'never', gates: [] },
    ['gate: the check never fails (it failed from high on)', 'gate: the gate `failOn: low` everywhere is gone'],
  ],
  [
    'a gate for some paths',
    { gates: [...before.gates, { paths: ['cmd/**'], failOn: 'critical' }] },
    ['gate: the check fails from critical on for findings in `cmd/**`'],
  ],
  ['what is hidden', { minSeverity: 'high' }, ['hidden: findings below high are hidden']],
  ['documents', { documents: [] }, ['documents: `docs/rfcs/*.md` is no design document any more']],
  [
    'when it reviews',
    { enabled: false, baseBranches: ['main'], skip: { labels: ['quick'] } },
    [
      'automatic-reviews: pull requests are not reviewed automatically',
      'automatic-reviews: only pull requests into `main` are reviewed',
      'automatic-reviews: pull requests are skipped by labels: `quick`',
    ],
  ],
])('%s', (_what, after, expected) => expect(weaker(after)).toEqual(expected));
