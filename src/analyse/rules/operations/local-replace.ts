// Modules that are taken from a directory which only one machine has.
import type { ModuleFile } from '../../graph/go-mod.ts';
import { joinPath } from '../../graph/modules.ts';
import { type ChangeMatches, type ChangeRule, matchLine } from '../engine/change-rule.ts';
import { UNDECIDED } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

export const localReplace: ChangeRule = {
  id: 'operations/local-replace',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  judgesState: true,
  title: 'go.mod takes a module from a directory that is not in this repository',
  why: 'Whoever does not have the same directory beside the clone cannot build: the pipeline, the image and every colleague. And what was tested here is not the release that the require line names.',
  exceptions:
    'For a module of the same repository, or where a checkout beside this one is documented; on a laptop go.work does the same without being committed.',
  fix: 'Take the replace out and require a released version (or a pseudo-version of the commit); while you work on both, use a go.work that git ignores (`go work init . ../pricing`).',
  tradeOffs: 'The other module has to be pushed before this change can be merged.',
  example: '',
  references: ['https://go.dev/ref/mod#go-mod-file-replace', 'https://go.dev/ref/mod#workspaces'],
  linters: ['gomoddirectives', 'gomodguard'],
  check({ snapshot, around }) {
    return around.graph.modules.modules.flatMap((module) => {
      if (isOutsideServices(module.file)) return [];
      const former = around.before.modules.modules.find((one) => one.dir === module.dir);
      const known = new Set(former?.replaces.map(({ path, with: target }) => `${path} ${target}`));
      return module.replaces.flatMap(({ path, with: target }): ChangeMatches => {
        if (known.has(`${path} ${target}`) || !/^(\.\.?(\/|$)|\/|[A-Za-z]:[\\/])/.test(target)) return [];
        // What nothing requires is never looked for: some teams forbid a dependency that way.
        if (!module.requires.some((one) => one.path === path)) return [];
        const dir = /^\./.test(target) ? joinPath(module.dir, target) : null;
        if (dir !== null && snapshot.head.truncated) return [UNDECIDED];
        // A submodule is fetched with the clone; what is in it cannot be seen here.
        if (dir !== null && isInTree(dir, [...snapshot.head.entries.keys()])) return [];
        const text = snapshot.head.text(module.file) ?? '';
        const said = `\`${module.file}\` replaces \`${path}\` with \`${target}\`, which this repository does not hold.`;
        return [matchLine(localReplace, { path: module.file, line: replaceLine(text, path, module), text, said })];
      });
    });
  },
};

function isInTree(dir: string, paths: readonly string[]): boolean {
  return dir === '' || paths.some((path) => path === dir || path.startsWith(`${dir}/`) || dir.startsWith(`${path}/`));
}

function replaceLine(text: string, path: string, { replaces }: ModuleFile): number {
  const target = replaces.find((one) => one.path === path)!.with;
  const index = text
    .split('\n')
    .findIndex((line) => line.includes(path) && line.includes('=>') && line.includes(target));
  return index + 1;
}
