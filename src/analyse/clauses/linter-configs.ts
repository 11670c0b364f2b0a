// Reads the configurations of import linters. A stale or invalid file gives one note and no finding.
import type { DesignDocument } from '../../domain/snapshot.ts';
import { baseName, dirName } from '../graph/modules.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { readArchGo } from './arch-go.ts';
import { readDepguard } from './depguard.ts';
import { readGoArchLint } from './go-arch-lint.ts';
import { type ConfiguredRules, noConfiguredRules, openLinterConfigFile } from './linter-config-file.ts';

/** Files of one repository. */
const MAX_FILES = 50;

/** Import rules in the linter configurations of a repository. */
export function readLinterConfigs(
  files: readonly DesignDocument[],
  before: TreeGraph,
  after: TreeGraph,
): ConfiguredRules {
  const opened = withoutHidden(files)
    .slice(0, MAX_FILES)
    .map((file) => ({ file, opened: openLinterConfigFile(file) }));
  const golangci = opened.flatMap(({ file, opened: config }) =>
    typeof config !== 'string' && isGolangci(file.path) ? [config.root] : [],
  );
  const modules = after.modules.modules.map(({ path }) => path);
  const read = opened.map(({ file, opened: config }): ConfiguredRules => {
    if (typeof config === 'string') return { ...noConfiguredRules, notes: [config] };
    if (/\.go-arch-lint\.ya?ml$/.test(file.path)) return readGoArchLint(config, before, after);
    if (/arch-go\.ya?ml$/.test(file.path)) return readArchGo(config, after);
    return readDepguard(config, golangci, modules);
  });
  return {
    clauses: read.flatMap(({ clauses }) => clauses),
    policies: read.flatMap(({ policies }) => policies),
    declaresLayers: read.some(({ declaresLayers }) => declaresLayers),
    notes: read.flatMap(({ notes }) => notes),
  };
}

const GOLANGCI = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

function isGolangci(path: string): boolean {
  return GOLANGCI.includes(baseName(path));
}

/** golangci-lint reads one file of a directory, the first in the order of its extensions. */
function withoutHidden(files: readonly DesignDocument[]): readonly DesignDocument[] {
  const rank = ({ path }: DesignDocument) => GOLANGCI.indexOf(baseName(path));
  return files.filter(
    (file) =>
      rank(file) <= 0 ||
      !files.some(
        (other) => dirName(other.path) === dirName(file.path) && rank(other) >= 0 && rank(other) < rank(file),
      ),
  );
}
