// Finds replace directives in go.mod that point outside the repository.
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
  title: 'go.mod replaces a module with a directory outside the repository',
  messages: {
    replaced: '`{file}` replaces `{module}` with `{directory}`, which is not in this repository.',
  },
  why:
    'The build fails in CI, in the image and on every machine without that directory, and what was tested is not the ' +
    'version in the require line.',
  exceptions: 'the sibling checkout is documented.',
  fix:
    'Remove the replace and require a release or pseudo-version; use an uncommitted go.work while you change both ' +
    '(`go work init . ../pricing`).',
  tradeOffs: 'The other module must be pushed before this change can be merged.',
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
        // Go ignores a replace of a module that nothing requires: some teams forbid a dependency that way.
        if (!module.requires.some((one) => one.path === path)) return [];
        const dir = /^\./.test(target) ? joinPath(module.dir, target) : null;
        if (dir !== null && snapshot.head.truncated) return [UNDECIDED];
        // A submodule is cloned with the repository; its content is not known here.
        if (dir !== null && isInTree(dir, [...snapshot.head.entries.keys()])) return [];
        const text = snapshot.head.text(module.file) ?? '';
        const data = { file: module.file, module: path, directory: target };
        const line = replaceLine(text, path, module);
        return [matchLine(localReplace, { path: module.file, line, text, message: 'replaced', data })];
      });
    });
  },
};

/** Whether a directory is one of the tree, above one or within a submodule. */
function isInTree(dir: string, paths: readonly string[]): boolean {
  return dir === '' || paths.some((path) => path === dir || path.startsWith(`${dir}/`) || dir.startsWith(`${path}/`));
}

/** 1-based line of the replace directive of a module. */
function replaceLine(text: string, path: string, { replaces }: ModuleFile): number {
  const target = replaces.find((one) => one.path === path)!.with;
  const index = text
    .split('\n')
    .findIndex((line) => line.includes(path) && line.includes('=>') && line.includes(target));
  return index + 1;
}
