import { vaguePackageName } from '../../../../src/analyse/rules/service/vague-package-name.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod = '-- go.mod --\nmodule example.com/shop\n';

changeRuleTests(vaguePackageName, {
  found: {
    utils: {
      before: mod,
      head: `${mod}-- internal/utils/strings.go --\n// Package utils helps.\npackage utils\n`,
      want: ['internal/utils/strings.go:2'],
    },
    common: { before: mod, head: `${mod}-- common/a.go --\npackage common\n`, want: ['common/a.go:1'] },
  },
  silent: {
    'one that was there': {
      before: `${mod}-- common/a.go --\npackage common\n`,
      head: `${mod}-- common/a.go --\npackage common\n-- common/b.go --\npackage common\n`,
    },
    'one that moved': {
      before: `${mod}-- common/a.go --\npackage common\n`,
      head: `${mod}-- internal/common/a.go --\npackage common\n`,
      renames: { 'internal/common/a.go': 'common/a.go' },
    },
    'a package with a purpose': { before: mod, head: `${mod}-- money/a.go --\npackage money\n` },
  },
});
