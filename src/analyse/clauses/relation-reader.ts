// Looks up the names of one relation in the repository, and makes the rules that it comes to.
import { within } from '../graph/modules.ts';
import type { ClauseNames, ResolvedName } from './clause-names.ts';
import { ImportJudges, type ImportRule, type RuleObjects } from './import-judges.ts';
import type { Noun, Relation } from './relations/relation.ts';

export interface RelationReading {
  readonly rules: readonly ImportRule[];
  /** Names that were not found. */
  readonly missing: readonly string[];
  /** It does not say what it is about, nor does anything around it. */
  readonly lacksSubject: boolean;
}

const NOTHING: RelationReading = { rules: [], missing: [], lacksSubject: false };

export class RelationReader {
  private readonly relation: Relation;
  private readonly contexts: readonly (readonly Noun[])[];
  private readonly dir: string;
  private readonly names: ClauseNames;
  private readonly judges: ImportJudges;
  private readonly missing: string[] = [];

  /**
   * @param contexts names that it may be about where it names none, the nearest first
   * @param dir the directory that the document governs
   */
  constructor(relation: Relation, contexts: readonly (readonly Noun[])[], dir: string, names: ClauseNames) {
    this.relation = relation;
    this.contexts = contexts;
    this.dir = dir;
    this.names = names;
    this.judges = new ImportJudges(names, dir);
  }

  read(): RelationReading {
    const { kind, isWeak, hasException } = this.relation;
    if (hasException) return NOTHING;
    const rules = kind === 'order' ? this.readOrder() : kind === 'inward' ? this.readInward() : this.readNamed();
    const isComplete = kind === 'order' || this.missing.length === 0;
    if (isWeak && (rules.length === 0 || !isComplete)) return NOTHING;
    return {
      rules,
      missing: this.missing,
      lacksSubject: rules.length === 0 && this.missing.length === 0 && kind !== 'inward',
    };
  }

  private readNamed(): ImportRule[] {
    const { kind } = this.relation;
    const subjects = this.subjects();
    if (subjects === null) return [];
    const objects: RuleObjects = { names: this.resolved(this.relation.objects), nouns: this.relation.objects };
    if (kind === 'forbids') return this.isReadable(subjects, objects) ? [this.judges.forbids(subjects, objects)] : [];
    if (kind === 'apart') return subjects.some((one) => one.kind === 'dir') ? [this.judges.apart(subjects)] : [];
    // A name that is not found would make everything else forbidden.
    if (this.missing.length > 0 || subjects.length === 0) return [];
    if (kind === 'from-others') return objects.names.length > 0 ? [this.judges.reservedFor(subjects, objects)] : [];
    const isOpen = objects.nouns.some((noun) => noun.kind === 'other-layers' || noun.kind === 'everything');
    return isOpen ? [] : [this.judges.allowsOnly(subjects, objects)];
  }

  /** What nobody may import is a library, or a path that is spelled out. */
  private isReadable(subjects: readonly ResolvedName[], { names, nouns }: RuleObjects): boolean {
    if (subjects.length > 0)
      return names.length > 0 || nouns.some(({ kind }) => kind !== 'code' && kind !== 'word' && kind !== 'standard');
    const isSpelledOut = names.every(({ kind, label }) => kind === 'import' || label.includes('/'));
    return names.length > 0 && isSpelledOut && names.length === nouns.length;
  }

  /** Null: none is found. Empty: all that the document governs. */
  private subjects(): readonly ResolvedName[] | null {
    const { subjects, refersBack } = this.relation;
    if (subjects.length > 0) {
      const own = this.resolved(subjects).filter(({ kind }) => kind !== 'import');
      return own.length === 0 ? null : own;
    }
    for (const nouns of this.contexts) {
      const found = nouns.flatMap((noun) => this.lookUp(noun) ?? []).filter(({ kind }) => kind !== 'import');
      if (found.length > 0) return found;
    }
    return refersBack || this.contexts.length > 0 ? null : [];
  }

  private resolved(nouns: readonly Noun[]): ResolvedName[] {
    return nouns.flatMap((noun) => {
      if (noun.kind !== 'code' && noun.kind !== 'word') return [];
      const found = this.lookUp(noun);
      if (found === null) this.missing.push(noun.text);
      return found ?? [];
    });
  }

  private lookUp({ kind, text }: Noun): ResolvedName | null {
    if (kind === 'word') return this.names.resolveWord(text, this.dir);
    return kind === 'code' ? this.names.resolveCode(text, this.dir) : null;
  }

  private readInward(): ImportRule[] {
    const objects = this.resolved(this.relation.objects).filter(({ kind }) => kind !== 'import');
    return objects.length === 0 ? [] : [this.judges.innermost(objects)];
  }

  /** What stands behind an arrow must not import what stands before it. */
  private readOrder(): ImportRule[] {
    const { edges } = this.relation;
    const nouns = new Map(edges.flat().map((noun) => [keyOf(noun), noun]));
    const resolved = [...nouns].flatMap(([key, noun]) => {
      const [name] = this.resolved([noun]);
      return name === undefined || name.kind === 'import' ? [] : [{ key, name }];
    });
    const below = reachable(edges);
    const isBelow = (one: string, other: string) => below.get(one)?.has(other) === true;
    return resolved.flatMap(({ key, name }) => {
      const above = resolved.filter((other) => isBelow(other.key, key) && !isBelow(key, other.key));
      const names = above.map((other) => other.name).filter((other) => !overlap(name, other));
      return names.length === 0 ? [] : [this.judges.forbids([name], { names, nouns: [] })];
    });
  }
}

function overlap(one: ResolvedName, other: ResolvedName): boolean {
  if (one.kind !== 'dir' || other.kind !== 'dir') return one.label === other.label;
  return one.dirs.some((dir) => other.dirs.some((at) => within(dir, at) !== null || within(at, dir) !== null));
}

function keyOf({ text }: Noun): string {
  return text.toLowerCase();
}

/** What each name may import, directly or through others. */
function reachable(edges: Relation['edges']): ReadonlyMap<string, ReadonlySet<string>> {
  const next = (key: string) => edges.flatMap(([from, to]) => (keyOf(from) === key ? [keyOf(to)] : []));
  const reach = (key: string) => {
    const seen = new Set<string>();
    const open = next(key);
    while (open.length > 0) {
      const one = open.pop()!;
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...next(one));
    }
    return seen;
  };
  return new Map([...new Set(edges.flat().map(keyOf))].map((key) => [key, reach(key)]));
}
