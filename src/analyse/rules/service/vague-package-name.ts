// New packages that are named for nothing in particular.
import { type ChangeRule, matchLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

const SHELF = /^(utils?|common|commons|helpers?|misc|shared|base|lib|tools?|stuff)$/;

export const vaguePackageName: ChangeRule = {
  id: 'service/shelf-package',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'A new package is named for nothing in particular',
  why: 'Nobody can say what does not belong there: it grows, everything imports it, and it ends up importing everything.',
  exceptions: 'For helpers of tests.',
  fix: 'Name it for what it gives (money, retry, httperr), or put the function beside its only caller.',
  tradeOffs: 'A few more, smaller packages.',
  example: '',
  references: ['https://go.dev/blog/package-names#bad-package-names'],
  check({ snapshot, around, delta }) {
    return delta.addedDirs.flatMap((dir): Match[] => {
      const found = around.graph.byDir.get(dir);
      const path = found?.files[0];
      if (found === undefined || path === undefined || !SHELF.test(found.name) || isOutsideServices(path)) return [];
      const text = snapshot.head.text(path) ?? '';
      const line = text.split('\n').findIndex((one) => /^package\s/.test(one)) + 1;
      return line === 0
        ? []
        : [
            matchLine(vaguePackageName, {
              path,
              line,
              text,
              said: `\`${dir}\` is a new package called \`${found.name}\`.`,
            }),
          ];
    });
  },
};
