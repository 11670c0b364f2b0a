// Finds new packages with a name that excludes nothing.
import { type ChangeRule, matchLine, packageClauseLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

const VAGUE = /^(utils?|common|commons|helpers?|misc|shared|base|lib|tools?|stuff)$/;

export const vaguePackageName: ChangeRule = {
  id: 'service/vague-package-name',
  formerIds: ['service/shelf-package'],
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'New package has a vague name (util, common, helpers)',
  messages: {
    vague: '`{dir}` is a new package named `{name}`.',
  },
  why: 'The name excludes nothing, so the package grows, everything imports it, and it ends up importing everything.',
  exceptions: 'it holds only test helpers.',
  fix: 'Name it after what it provides (money, retry, httperr), or keep the function next to its only caller.',
  tradeOffs: 'A few more, smaller packages.',
  example: '',
  references: ['https://go.dev/blog/package-names#bad-package-names'],
  check({ snapshot, around, delta }) {
    return delta.addedDirs.flatMap((dir): Match[] => {
      const found = around.graph.byDir.get(dir);
      const path = found?.files[0];
      if (found === undefined || path === undefined || !VAGUE.test(found.name) || isOutsideServices(path)) return [];
      const text = snapshot.head.text(path) ?? '';
      const line = packageClauseLine(text);
      if (line === null) return [];
      return [matchLine(vaguePackageName, { path, line, text, message: 'vague', data: { dir, name: found.name } })];
    });
  },
};
