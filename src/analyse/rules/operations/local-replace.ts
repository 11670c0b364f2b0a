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
      const former = around.before.modules.modules.find(({ dir }) => dir === module.dir);
      const text = snapshot.head.text(module.file) ?? '';
      return localReplaces(module, former).flatMap((replace): ChangeMatches => {
        const { path, with: directory } = replace;
        const dir = directory.startsWith('.') ? joinPath(module.dir, directory) : null;
        if (dir !== null && snapshot.head.truncated) return [UNDECIDED];
        // A submodule is cloned with the repository; its content is not known here.
        if (dir !== null && isInTree(dir, [...snapshot.head.entries.keys()])) return [];
        const data = { file: module.file, module: path, directory };
        const line = replaceLine(text, replace);
        return [matchLine(localReplace, { path: module.file, line, text, message: 'replaced', data })];
      });
    });
  },
};

type Replace = ModuleFile['replaces'][number];

/**
 * Replaces of a module by a directory that the change adds. Go ignores a replace of a module that nothing requires:
 * some teams forbid a dependency that way.
 */
function localReplaces({ replaces, requires }: ModuleFile, former: ModuleFile | undefined): readonly Replace[] {
  const isLocal = ({ with: target }: Replace) => /^(\.\.?(\/|$)|\/|[A-Za-z]:[\\/])/.test(target);
  const isOld = (one: Replace) => former?.replaces.some((old) => old.path === one.path && old.with === one.with);
  return replaces.filter((one) => isLocal(one) && !isOld(one) && requires.some(({ path }) => path === one.path));
}

/** Whether a directory is one of the tree, above one or within a submodule. */
function isInTree(dir: string, paths: readonly string[]): boolean {
  return dir === '' || paths.some((path) => path === dir || path.startsWith(`${dir}/`) || dir.startsWith(`${path}/`));
}

/** 1-based line of a replace directive. */
function replaceLine(text: string, { path, with: target }: Replace): number {
  const lines = text.split('\n');
  return lines.findIndex((line) => [path, '=>', target].every((part) => line.includes(part))) + 1;
}
