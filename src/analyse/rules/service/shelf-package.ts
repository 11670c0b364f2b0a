// New packages that are named for nothing in particular.
import { type ChangeRule, remarkOn } from '../engine/change-rule.ts';
import type { Sighting } from '../engine/rule.ts';
import { isAside } from '../engine/source-kind.ts';

const SHELF = /^(utils?|common|commons|helpers?|misc|shared|base|lib|tools?|stuff)$/;

export const shelfPackage: ChangeRule = {
  id: 'service/shelf-package',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  title: 'A new package is named for nothing in particular',
  why: 'Nobody can say what does not belong there: it grows, everything imports it, and it ends up importing everything.',
  fine: 'For helpers of tests.',
  fix: 'Name it for what it gives (money, retry, httperr), or put the function beside its only caller.',
  tradeOffs: 'A few more, smaller packages.',
  example: '',
  references: ['https://go.dev/blog/package-names#bad-package-names'],
  check({ snapshot, around, delta }) {
    return delta.addedDirs.flatMap((dir): Sighting[] => {
      const found = around.graph.byDir.get(dir);
      const path = found?.files[0];
      if (found === undefined || path === undefined || !SHELF.test(found.name) || isAside(path)) return [];
      const text = snapshot.head.text(path) ?? '';
      const line = text.split('\n').findIndex((one) => /^package\s/.test(one)) + 1;
      return line === 0
        ? []
        : [remarkOn(shelfPackage, { path, line, text, said: `\`${dir}\` is a new package called \`${found.name}\`.` })];
    });
  },
};
