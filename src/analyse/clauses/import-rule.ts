// Reads an import rule from a clause that is plain enough to check without judgment. A sentence with an exception or an
// unknown name is left to the model.
import { within } from '../graph/modules.ts';
import { type ClauseNames, isStandard, type ResolvedName } from './clause-names.ts';
import type { ClauseDraft } from './draft-clauses.ts';

/** Imports that a clause forbids. */
export interface ImportRule {
  readonly subjects: readonly ResolvedName[];
  /** It says in which direction imports point, so forbidden imports in other directions violate it too. */
  readonly isDirection: boolean;
  /** Name of the subject that a package directory belongs to; null if the rule does not apply to it. */
  subjectOf(dir: string): string | null;
  /** The forbidden name that an import matches; null if it is allowed. `toDir` is null outside of the repository. */
  forbids(fromDir: string, importPath: string, toDir: string | null): string | null;
}

interface Form {
  readonly pattern: RegExp;
  readonly read: (groups: Record<string, string | undefined>, reader: Reader) => ImportRule | null;
}

interface Reader {
  readonly spans: readonly string[];
  readonly names: ClauseNames;
  /** Directory that the document governs. */
  readonly dir: string;
}

const VERB = '(?:imports?|depends? (?:up)?on|references?)';

const MUST_NOT = "(?:must|may|should|shall|can|do|does)(?: not|n't| never)";

/** A pattern for a whole sentence, from its parts. */
function sentence(...parts: readonly string[]): RegExp {
  return new RegExp(`^${parts.join('')}[.;!]?$`, 'i');
}

const FORMS: readonly Form[] = [
  {
    // "The domain imports the standard library only."
    pattern: sentence(
      `(?<subject>.{2,120}?) (?:(?:must|may|should|shall|can) )?(?<only>only )?(?:${VERB}|uses?|relies on) `,
      '(?<also>only |nothing (?:but|except|other than|beyond|outside(?: of)?) )?',
      "(?:packages (?:of|from) )?(?:the |go's )?(?:go )?(?:standard library|stdlib)(?<last> only)?",
      '(?: packages)?(?: and (?:its own|itself)[^,]*)?',
    ),
    read: ({ subject, only, also, last }, reader) =>
      only === undefined && also === undefined && last === undefined
        ? null
        : rule(subject, reader, (from, path, toDir) =>
            toDir !== null ? (from(toDir) ? null : path) : isStandard(path) ? null : path,
          ),
  },
  {
    // "The domain and the service layer import no vendor's package."
    pattern: sentence(
      `(?<subject>.{2,120}?) (?:${MUST_NOT} (?:directly )?(?:import|depend on|use) (?:any )?`,
      `|(?:${VERB}|uses?|has|have) no )(?:vendor'?s?|vendored|third[- ]party|3rd[- ]party|external) `,
      '(?:packages?|modules?|librar(?:y|ies)|dependenc(?:y|ies)|imports?)',
    ),
    read: ({ subject }, reader) =>
      rule(subject, reader, (_, path, toDir) => (toDir === null && !isStandard(path) ? path : null)),
  },
  {
    // "Handlers must not import `internal/store`."
    pattern: sentence(
      `(?<subject>.{2,120}?) (?:${MUST_NOT}(?: ever)?(?: directly)? (?:import|depend (?:up)?on|reference)`,
      `|cannot (?:import|depend on)|never(?: directly)? ${VERB}|${VERB} no(?:thing from)?) (?<target>.{2,200}?)`,
    ),
    read: ({ subject, target }, reader) => forbidding(subject, target, reader),
  },
  {
    // "Never import `internal/store` from `internal/domain`."
    pattern: sentence(
      "(?:never|do not|don't) (?:directly )?(?:import|depend on) (?<target>.{2,160}?) ",
      '(?:from|in|into|inside|within|under) (?<subject>.{2,120}?)',
    ),
    read: ({ subject, target }, reader) => forbidding(subject, target, reader),
  },
  {
    // "Do not import `github.com/pkg/errors`."
    pattern:
      /^(?:never|do not|don't) (?:directly )?(?:import|depend on) (?<target>(?:`\d+`(?:,? (?:and|or) |, )?)+)[.;!]?$/i,
    read: ({ target }, reader) => forbidding('', target, reader),
  },
  {
    // "Imports point towards the domain."
    pattern: sentence(
      '(?:all )?(?:imports?|dependenc(?:y|ies)) (?:must |always |may |should )?(?:only )?(?:points?|go|flows?) ',
      '(?:only )?(?:inwards?,? )?(?:towards?|to) (?<subject>.{2,60}?)',
    ),
    read: ({ subject }, reader) =>
      directed(rule(subject, reader, (from, path, toDir) => (toDir !== null && !from(toDir) ? path : null))),
  },
];

/** Words for conditions that the graph cannot check. */
const EXCEPTION = /\b(except|unless|apart from|other than|if|when|where possible|without a|but not|types? only)\b/i;

/** The import rule of a clause; null if there is none that is plain enough. */
export function readImportRule(
  { plain, spans }: Pick<ClauseDraft, 'plain' | 'spans'>,
  dir: string,
  names: ClauseNames,
): ImportRule | null {
  for (const sentence of plain.split(/(?<=[.;!]) /)) {
    if (
      sentence.length > 400 ||
      !/\b(imports?|depend|references?|uses?|standard library|stdlib|dependenc)/i.test(sentence)
    )
      continue;
    for (const { pattern, read } of FORMS) {
      const groups = pattern.exec(sentence)?.groups;
      if (groups === undefined) continue;
      if (EXCEPTION.test(sentence.replace(/nothing (but|except|other than)/i, ''))) return null;
      const found = read(groups, { spans, names, dir });
      if (found !== null) return found;
    }
  }
  return null;
}

type Forbids = (isSubject: (dir: string) => boolean, importPath: string, toDir: string | null) => string | null;

function rule(subject: string | undefined, reader: Reader, forbids: Forbids): ImportRule | null {
  const subjects = resolveAll(subject ?? '', reader);
  if (subjects === null || subjects.some(({ kind }) => kind === 'import')) return null;
  const { names, dir: governed } = reader;
  const subjectAt = (dir: string) => {
    if (within(dir, governed) === null && governed !== '') return null;
    return subjects.length === 0
      ? { label: governed === '' ? 'this repository' : governed, holds: () => true }
      : (subjects.flatMap((one) =>
          names.holds(one, dir) ? [{ label: one.label, holds: (other: string) => names.holds(one, other) }] : [],
        )[0] ?? null);
  };
  return {
    subjects,
    isDirection: false,
    subjectOf: (dir) => subjectAt(dir)?.label ?? null,
    forbids(fromDir, importPath, toDir) {
      const found = subjectAt(fromDir);
      return found === null ? null : forbids(found.holds, importPath, toDir);
    },
  };
}

function directed(found: ImportRule | null): ImportRule | null {
  return found === null ? null : { ...found, isDirection: true };
}

function forbidding(subject: string | undefined, target: string | undefined, reader: Reader): ImportRule | null {
  const said = (target ?? '').replace(/\s(directly|either|at all|anywhere)$/i, '');
  const targets = resolveAll(said, reader);
  if (targets === null || targets.length === 0) return null;
  return rule(subject, reader, (isSubject, importPath, toDir) => {
    if (toDir !== null && isSubject(toDir) && (subject ?? '') !== '') return null;
    const hit = targets.find((one) =>
      one.kind === 'import' ? within(importPath, one.path) !== null : toDir !== null && reader.names.holds(one, toDir),
    );
    return hit?.label ?? null;
  });
}

/** Resolves every name of a list; null if one is unknown. */
function resolveAll(said: string, { spans, names, dir }: Reader): readonly ResolvedName[] | null {
  const resolved: ResolvedName[] = [];
  const words = said
    .replace(/^(both|neither|either) /i, '')
    .split(/,? (?:and|or|nor) |, |\/(?= )/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of words) {
    const code = /^(?:[\p{L} '-]{0,40} )?`(\d+)`(?: (?:layers?|packages?|modules?|package tree))?$/u.exec(name);
    const word = /^(?:the |any |our )?([\p{L}\d_-]+)(?: (?:layers?|packages?|modules?|code))?$/iu.exec(name)?.[1];
    const found =
      code !== null
        ? names.resolveCode(spans[Number(code[1]) - 1] ?? '', dir)
        : word !== undefined
          ? names.resolveWord(word, dir)
          : null;
    if (found === null) return null;
    resolved.push(found);
  }
  return resolved;
}
