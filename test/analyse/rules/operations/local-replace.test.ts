// Tests on small changes that replace directives which point outside the repository are found.
import { localReplace } from '../../../../src/analyse/rules/operations/local-replace.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod = (release: string, more = ''): string => `-- go.mod --\nmodule example.com/shop\n\ngo ${release}\n${more}`;
const main = '-- main.go --\npackage main\n\nfunc main() {}\n';

changeRuleTests(localReplace, {
  found: {
    'a directory beside the clone': {
      before: mod('1.24') + main,
      head: mod('1.24', 'require example.com/pricing v1.0.0\n\nreplace example.com/pricing => ../pricing\n') + main,
      want: ['go.mod:6'],
    },
    'an absolute path in a block': {
      before: mod('1.24') + main,
      head:
        mod(
          '1.24',
          'require example.com/c v1.2.0\n\nreplace (\n\texample.com/a => example.com/b v1.0.0\n\texample.com/c v1.2.0 => /home/ana/c\n)\n',
        ) + main,
      want: ['go.mod:8'],
    },
  },
  silent: {
    'one that nothing requires, and so nobody looks for': {
      before: mod('1.24') + main,
      head: mod('1.24', 'replace example.com/pricing => ./FORBIDDEN_DEPENDENCY\n') + main,
    },
    'a module of the same repository': {
      before: mod('1.24') + main,
      head: `${mod('1.24', 'require example.com/pricing v0.0.0\n\nreplace example.com/pricing => ./pricing\n') + main}-- pricing/go.mod --\nmodule example.com/pricing\n`,
    },
    'a module within a submodule': {
      before: mod('1.24') + main,
      head: `${mod('1.24', 'require example.com/sdk/client v0.0.0\n\nreplace example.com/sdk/client => ./sdk/client\n') + main}-- sdk --\n`,
    },
    'one that was there before': {
      before: mod('1.24', 'replace example.com/pricing => ../pricing\n') + main,
      head: mod('1.25', 'replace example.com/pricing => ../pricing\n') + main,
    },
    'a fork with a version': {
      before: mod('1.24') + main,
      head: mod('1.24', 'replace example.com/a => example.com/b v1.0.0\n') + main,
    },
  },
});
