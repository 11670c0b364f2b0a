// Judges of imports: each forbids what one form of rule forbids, once its names are found.
import { isLayerName } from '../graph/conventional-layers.ts';
import { within } from '../graph/modules.ts';
import { type ClauseNames, isStandard, type ResolvedName } from './clause-names.ts';
import type { Noun } from './relations/relation.ts';

/** Imports that a clause forbids. */
export interface ImportRule {
  /** Empty: the rule is about all that its document governs. */
  readonly subjects: readonly ResolvedName[];
  /** It says in which direction imports point, so forbidden imports in other directions violate it too. */
  readonly isDirection: boolean;
  /** Who imports what against the rule; null if it may. `toDir` is null outside of the repository. */
  judge(
    fromDir: string,
    importPath: string,
    toDir: string | null,
  ): { readonly from: string; readonly to: string } | null;
}

/** An import by a subject of the rule. */
interface Site {
  /** Null where the rule is about all that the document governs. */
  readonly subject: ResolvedName | null;
  readonly fromDir: string;
  readonly path: string;
  readonly toDir: string | null;
}

/** Names that a rule speaks of, and words for groups of them. */
export interface RuleObjects {
  readonly names: readonly ResolvedName[];
  readonly nouns: readonly Noun[];
}

/** Makes rules about the packages below a directory, with the names of one repository. */
export class ImportJudges {
  private readonly names: ClauseNames;
  private readonly dir: string;

  constructor(names: ClauseNames, dir: string) {
    this.names = names;
    this.dir = dir;
  }

  forbids(subjects: readonly ResolvedName[], objects: RuleObjects): ImportRule {
    const kinds = kindsOf(objects);
    return this.rule(subjects, (site) => {
      if (this.isOwn(site)) return null;
      const named = objects.names.find((one) => this.matches(one, site));
      if (named !== undefined) return named.label;
      if (site.toDir === null) return kinds.has('external') && !isStandard(site.path) ? site.path : null;
      const isOther = kinds.has('everything') || (kinds.has('other-layers') && this.isOtherLayer(site));
      return isOther ? site.path : null;
    });
  }

  /** Of lists of layers only imports between layers are judged; of paths, every import inside the repository. */
  allowsOnly(subjects: readonly ResolvedName[], objects: RuleObjects): ImportRule {
    const kinds = kindsOf(objects);
    const { names, nouns } = objects;
    const isAboutLayers = nouns.length > 0 && nouns.every(isLayerWord);
    const isClosed = nouns.length === 0 || kinds.has('standard') || names.every(({ kind }) => kind === 'import');
    return this.rule(subjects, (site) => {
      if (this.isOwn(site) || names.some((one) => this.matches(one, site))) return null;
      if (site.toDir === null) return isStandard(site.path) || kinds.has('external') || !isClosed ? null : site.path;
      return isAboutLayers && !this.isOtherLayer(site) ? null : site.path;
    });
  }

  /** All but the subjects must not import the objects. */
  reservedFor(subjects: readonly ResolvedName[], { names }: RuleObjects): ImportRule {
    return this.rule([], (site) => {
      if ([...subjects, ...names].some((one) => this.names.holds(one, site.fromDir))) return null;
      return names.find((one) => this.matches(one, site))?.label ?? null;
    });
  }

  /** Directories side by side below a subject must not import each other. */
  apart(subjects: readonly ResolvedName[]): ImportRule {
    const dirs = subjects.flatMap((one) => (one.kind === 'dir' ? one.dirs : []));
    return this.rule(subjects, ({ fromDir, toDir, path }) => {
      if (toDir === null) return null;
      const home = dirs.find((one) => within(fromDir, one) !== null && within(toDir, one) !== null);
      if (home === undefined) return null;
      const [from, to] = [fromDir, toDir].map((one) => within(one, home)!.split('/', 1)[0]!);
      return from === '' || to === '' || from === to ? null : path;
    });
  }

  /** Imports point to the subjects, so they import no other layer. */
  innermost(subjects: readonly ResolvedName[]): ImportRule {
    const rule = this.rule(subjects, (site) =>
      site.toDir !== null && !this.isOwn(site) && this.isOtherLayer(site) ? site.path : null,
    );
    return { ...rule, isDirection: true };
  }

  private rule(subjects: readonly ResolvedName[], forbidden: (site: Site) => string | null): ImportRule {
    const { names, dir } = this;
    return {
      subjects,
      isDirection: false,
      judge(fromDir, path, toDir) {
        if (dir !== '' && within(fromDir, dir) === null) return null;
        const subject = subjects.find((one) => names.holds(one, fromDir)) ?? null;
        if (subject === null && subjects.length > 0) return null;
        const to = forbidden({ subject, fromDir, path, toDir });
        return to === null ? null : { from: subject?.label ?? (dir === '' ? 'this repository' : dir), to };
      },
    };
  }

  private isOwn({ subject, toDir }: Site): boolean {
    return subject !== null && toDir !== null && this.names.holds(subject, toDir);
  }

  private matches(name: ResolvedName, { path, toDir }: Site): boolean {
    if (name.kind === 'import') return within(path, name.path) !== null;
    return toDir !== null && this.names.holds(name, toDir);
  }

  /** A layer of the settings, else a directory with a usual name of a layer beside the importing one. */
  private isOtherLayer({ fromDir, toDir }: Site): boolean {
    if (toDir === null) return false;
    if (this.names.hasLayers) {
      const layer = this.names.layerOf(toDir);
      return layer !== null && layer !== this.names.layerOf(fromDir);
    }
    const [from, to] = [fromDir.split('/'), toDir.split('/')];
    const parting = to.findIndex((element, at) => element !== from[at]);
    return parting !== -1 && to.slice(parting).some(isLayerName);
  }
}

function kindsOf({ nouns }: RuleObjects): ReadonlySet<Noun['kind']> {
  return new Set(nouns.map(({ kind }) => kind));
}

/** "usecase", in backticks or not: a layer rather than a path. */
function isLayerWord({ kind, text }: Noun): boolean {
  return kind === 'word' || (kind === 'code' && !text.includes('/'));
}
