// Reads .go-arch-lint.yml: components and their allowed dependencies, as the tool understands them
// (https://github.com/fe3dback/go-arch-lint/blob/master/docs/syntax/README.md). Its deep scan needs types and is left
// to it.
import type { Clause } from '../../domain/clause.ts';
import { listedCode } from '../../text/format.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import type { ForbiddenImport, ImportPolicy } from '../graph/layers.ts';
import { dirName, joinPath, within } from '../graph/modules.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { isStandard } from './clause-names.ts';
import {
  asRecord,
  asStrings,
  type ConfiguredRules,
  createPatternMatcher,
  type LinterConfigFile,
  noConfiguredRules,
} from './linter-config-file.ts';

interface Component {
  readonly name: string;
  readonly clause: Clause;
  holds(dir: string): boolean;
  readonly mayDependOn: ReadonlySet<string>;
  readonly mayUse: readonly ((importPath: string) => boolean)[];
  readonly vendors: readonly string[];
  readonly anyProject: boolean;
  readonly anyVendor: boolean;
}

/** @param before the tree that the file describes: a component without a directory there is stale */
export function readGoArchLint(file: LinterConfigFile, before: TreeGraph, after: TreeGraph): ConfiguredRules {
  const module = before.modules.modules.find(({ dir }) => dir === file.root);
  if (module === undefined) return noConfiguredRules;
  const problem = findProblem(file, before);
  if (problem !== null) return { ...noConfiguredRules, notes: [`${file.path} was not used: ${problem}.`] };
  const components = readComponents(file);
  const componentOf = holder(components, after);
  return {
    clauses: components.map(({ clause }) => clause),
    policies: [policyOf(file, module.path, components, componentOf)],
    declaresLayers: true,
    notes: [],
  };
}

function findProblem(file: LinterConfigFile, before: TreeGraph): string | null {
  const { values } = file;
  const version = values.version;
  if (typeof version !== 'number' || version < 1 || version > 3) return 'its version is not 1, 2 or 3';
  const components = asRecord(values.components);
  const vendors = asRecord(values.vendors);
  if (Object.keys(components).length === 0) return 'it declares no component';
  if (asRecord(values.allow).ignoreNotFoundComponents !== true) {
    const dirs = directoriesOf(before);
    const stale = Object.entries(components).find(
      ([, component]) => !globsOf(file, component).every((glob) => dirs.some(dirMatcher([glob]))),
    );
    if (stale !== undefined) return `the directory of its component "${stale[0]}" no longer exists`;
  }
  const common = asStrings(values.commonComponents).find((other) => !(other in components));
  if (common !== undefined) return `commonComponents names an unknown component "${common}"`;
  const commonVendor = asStrings(values.commonVendors).find((other) => !(other in vendors));
  if (commonVendor !== undefined) return `commonVendors names an unknown vendor "${commonVendor}"`;
  const pattern = asStrings(values.excludeFiles).find((one) => createPatternMatcher(one) === null);
  if (pattern !== undefined) return `excludeFiles contains an invalid regular expression "${pattern}"`;
  for (const [name, rule] of Object.entries(asRecord(values.deps))) {
    if (!(name in components)) return `deps names an unknown component "${name}"`;
    const problem = findRuleProblem(name, asRecord(rule), components, vendors);
    if (problem !== null) return problem;
  }
  return null;
}

type Values = Readonly<Record<string, unknown>>;

/** Problems for which the tool prints a notice instead of checking. */
function findRuleProblem(name: string, rule: Values, components: Values, vendors: Values): string | null {
  const [mayDependOn, canUse] = [asStrings(rule.mayDependOn), asStrings(rule.canUse)];
  const unknown = mayDependOn.find((other) => !(other in components));
  if (unknown !== undefined) return `mayDependOn of "${name}" names an unknown component "${unknown}"`;
  const vendor = canUse.find((other) => !(other in vendors));
  if (vendor !== undefined) return `canUse of "${name}" names an unknown vendor "${vendor}"`;
  const [anyProject, anyVendor] = [rule.anyProjectDeps === true, rule.anyVendorDeps === true];
  if (mayDependOn.length > 0 && anyProject) return `"${name}" has both mayDependOn and anyProjectDeps`;
  if (canUse.length > 0 && anyVendor) return `"${name}" has both canUse and anyVendorDeps`;
  if (mayDependOn.length + canUse.length === 0 && !anyProject && !anyVendor)
    return `deps of "${name}" allow nothing, which go-arch-lint rejects`;
  return null;
}

function directoriesOf({ tree }: TreeGraph): readonly string[] {
  const dirs = new Set<string>(['']);
  for (const path of tree.entries.keys()) for (let dir = dirName(path); dir !== ''; dir = dirName(dir)) dirs.add(dir);
  return [...dirs];
}

/** Directories of a component, from the repository's root. */
function globsOf({ root, values }: LinterConfigFile, component: unknown): readonly string[] {
  const workdir = typeof values.workdir === 'string' ? values.workdir : '.';
  return asStrings(asRecord(component).in).flatMap((glob) => joinPath(root, `${workdir}/${glob}`) ?? []);
}

/** `**` matches any directories; a glob with it matches everything below. */
function dirMatcher(globs: readonly string[]): (dir: string) => boolean {
  const plain = new Set(globs.filter((glob) => !/[*?[]/.test(glob)));
  const patterns = globs.filter((glob) => /[*?[]/.test(glob) && (glob.match(/[*?[]+/g)?.length ?? 0) <= 8);
  const matches = createAnyGlob(
    patterns.flatMap((glob) => (glob.includes('**') && !glob.endsWith('**') ? [glob, `${glob}/**`] : [glob])),
  );
  return (dir) =>
    plain.has(dir) ||
    (patterns.length > 0 && (matches(dir === '' ? '.' : dir) || (dir === '' && patterns.includes('**'))));
}

function readComponents(file: LinterConfigFile): Component[] {
  const { values } = file;
  const deps = asRecord(values.deps);
  const vendors = asRecord(values.vendors);
  const anyVendor = asRecord(values.allow).depOnAnyVendor === true;
  return Object.entries(asRecord(values.components)).map(([name, component]) => {
    const rule = asRecord(deps[name]);
    const globs = globsOf(file, component);
    const names = [...new Set([...asStrings(rule.canUse), ...asStrings(values.commonVendors)])];
    return {
      name,
      clause: file.clauseAt(
        name in deps ? ['deps', name] : ['components', name],
        globs.map((glob) => (glob === '' ? '*' : `${glob}/*`)),
      ),
      holds: dirMatcher(globs),
      mayDependOn: new Set([...asStrings(rule.mayDependOn), ...asStrings(values.commonComponents)]),
      mayUse: names.flatMap((vendor) =>
        asStrings(asRecord(vendors[vendor]).in).flatMap((glob) => vendorMatcher(glob) ?? []),
      ),
      vendors: names,
      anyProject: rule.anyProjectDeps === true,
      anyVendor: anyVendor || rule.anyVendorDeps === true,
    };
  });
}

/** As the tool compiles it: `*` within one element, `**` across elements. */
function vendorMatcher(glob: string): ((importPath: string) => boolean) | null {
  const pattern = glob
    .replace(/[.+^$()|{}\\]/g, '\\$&')
    .replace(/\*\*?/g, (stars) => (stars === '**' ? '.*' : '[^/]+'));
  return createPatternMatcher(`^${pattern}$`);
}

/**
 * A directory of several components belongs to the one with the fewest files, then to the one with the longest name.
 */
function holder(components: readonly Component[], graph: TreeGraph): (dir: string) => Component | null {
  const files = new Map<Component, number>();
  for (const found of graph.byDir.values())
    for (const component of components)
      if (component.holds(found.dir))
        files.set(component, (files.get(component) ?? 0) + found.files.length + found.testFiles.length);
  const size = (component: Component) => files.get(component) ?? 0;
  const ranked = [...components].sort(
    (a, b) => size(a) - size(b) || b.name.length - a.name.length || (a.name < b.name ? -1 : 1),
  );
  const known = new Map<string, Component | null>();
  return (dir) => {
    const cached = known.get(dir);
    if (cached !== undefined) return cached;
    const found = ranked.find((component) => component.holds(dir)) ?? null;
    known.set(dir, found);
    return found;
  };
}

function policyOf(
  file: LinterConfigFile,
  modulePath: string,
  components: readonly Component[],
  componentOf: (dir: string) => Component | null,
): ImportPolicy {
  const { values, root } = file;
  const excluded = asStrings(values.exclude).flatMap((glob) => globsOf(file, { in: glob }));
  const isExcluded = dirMatcher(excluded.map((glob) => (glob.includes('**') ? glob : `${glob}/**`)));
  const excludedFiles = asStrings(values.excludeFiles).flatMap((pattern) => createPatternMatcher(pattern) ?? []);
  const workdir = globsOf(file, { in: '.' })[0] ?? root;
  return {
    source: file.path,
    judgesTests: true,
    judgesVariants: true,
    layerOf: (dir) => componentOf(dir)?.name ?? null,
    judge({ dir, importPath }, site, toDir) {
      // An external test may import what it tests.
      if (site.path === importPath) return null;
      const from = componentOf(dir);
      if (from === null || (workdir !== '' && within(dir, workdir) === null) || isExcluded(dir)) return null;
      if (excludedFiles.some((matches) => matches(`/${site.file}`))) return null;
      const inside = within(site.path, modulePath);
      if (inside === null) return judgeVendor(from, site.path, toDir);
      const target = joinPath(root, inside) ?? inside;
      const mayImport = components.some((other) => from.mayDependOn.has(other.name) && other.holds(target));
      if (from.anyProject || mayImport) return null;
      const to = componentOf(target)?.name ?? site.path;
      return { from: from.name, to, clause: from.clause.id, reason: describeComponents(from) };
    },
  };
}

function judgeVendor(from: Component, path: string, toDir: string | null): ForbiddenImport | null {
  if (from.anyVendor || (toDir === null && isStandard(path)) || from.mayUse.some((matches) => matches(path)))
    return null;
  return { from: from.name, to: path, clause: from.clause.id, reason: describeVendors(from) };
}

/** What a component may import, to follow the file's name in a sentence. */
function describeComponents({ name, mayDependOn }: Component): string {
  const allowed = mayDependOn.size === 0 ? 'no other component' : `only ${listedCode([...mayDependOn])}`;
  return `lets component ${toCodeSpan(name)} import ${allowed}`;
}

function describeVendors({ name, vendors }: Component): string {
  const allowed = vendors.length === 0 ? 'no vendor' : `only the vendors ${listedCode(vendors)}`;
  return `lets component ${toCodeSpan(name)} import ${allowed}`;
}
