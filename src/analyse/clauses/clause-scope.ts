// Determines where a clause applies, and whether code can show that it is kept.
import type { Checkability, ClauseScope } from '../../domain/clause.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { explainYamlRefusal, readYaml } from '../../text/yaml.ts';
import { within } from '../graph/modules.ts';
import type { ClauseNames, ResolvedName } from './clause-names.ts';
import type { ClauseDraft } from './draft-clauses.ts';
import type { Noun } from './relations/relation.ts';
import { stripMarkup } from './split-sentences.ts';

/** The directory that a document governs: that of the document, or the parent of a docs directory. */
export function governedDir(path: string): string {
  const parts = path.split('/');
  parts.pop();
  const docs = parts.findIndex((part) =>
    /^(docs?|documentation|design|architecture|adrs?|decisions|rfcs?|\.github|\.claude|\.cursor)$/i.test(part),
  );
  return (docs === -1 ? parts : parts.slice(0, docs)).join('/');
}

/**
 * Scope of a clause: from its document, its heading and its first words. `subjects`: those of its import rule, if any.
 */
export function clauseScope(
  draft: ClauseDraft,
  frontMatter: string,
  names: ClauseNames,
  subjects: readonly ResolvedName[] | null,
): ClauseScope {
  const dir = governedDir(draft.path);
  const resolved = subjects ?? subjectOf(draft, dir, names);
  return {
    dir,
    paths: [
      ...new Set([
        ...pathsOf(frontMatter).map((glob) => (dir === '' ? glob : `${dir}/${glob}`)),
        ...resolved.flatMap((one) => (one.kind === 'dir' ? one.dirs.map((path) => `${path}/**`) : [])),
      ]),
    ],
    layers: [...new Set(resolved.flatMap((one) => (one.kind === 'layer' ? [one.layer] : [])))],
  };
}

/** A rule that names the only place where something is allowed applies everywhere else. */
const EVERYWHERE =
  /\b(nowhere else|nothing else|only place|no(body| one) else|only (in|by|through|from|via)|belongs?|lives?|go(es)? in)\b/i;

function subjectOf(draft: ClauseDraft, dir: string, names: ClauseNames): readonly ResolvedName[] {
  if (EVERYWHERE.test(draft.plain)) return [];
  const heading = stripMarkup(draft.trail.at(-1) ?? '');
  const inHeading = /^(?:the )?`1`(?: (?:package|layer|module|directory))?s?$/i.test(heading.plain)
    ? heading.spans[0]
    : undefined;
  const code =
    inHeading ??
    draft.spans[
      Number(
        /^(?:(?:in|under|within|inside|code in|packages (?:in|under)|files in|the) )?`(\d+)`/i.exec(draft.plain)?.[1],
      ) - 1
    ];
  if (code !== undefined) {
    const found = names.resolveCode(code, dir);
    return found === null || found.kind === 'import' ? [] : [found];
  }
  const word = /^(?:in )?the ([\p{L}\d_-]+) (?:layer|package)s?\b/iu.exec(draft.plain)?.[1];
  const found = word === undefined ? null : names.resolveWord(word, dir);
  return found === null ? [] : [found];
}

const FRONT_MATTER_LIMITS = { maxCharacters: 20_000, maxAliases: 10 };

/** Why the paths that the front matter names could not be read, a sentence for people; null where they could. */
export function frontMatterNote(path: string, frontMatter: string): string | null {
  if (!NAMES_PATHS.test(frontMatter)) return null;
  const read = readYaml(frontMatter, FRONT_MATTER_LIMITS);
  if (!('kind' in read)) return null;
  return `The front matter of ${path} was not used, so the document counts for all paths: ${explainYamlRefusal(read)}.`;
}

const NAMES_PATHS = /^(paths|globs|applyTo)[ \t]*:/m;

/** "paths", "globs" or "applyTo" of the front matter, as rule files of several tools have them. */
function pathsOf(frontMatter: string): readonly string[] {
  if (!NAMES_PATHS.test(frontMatter)) return [];
  const read = readYaml(frontMatter, FRONT_MATTER_LIMITS);
  if ('kind' in read) return [];
  const fields = read.value as Record<string, unknown> | null;
  const listed = [fields?.paths, fields?.globs, fields?.applyTo].flat();
  return listed
    .flatMap((item) => (typeof item === 'string' ? item.split(',') : []))
    .map((glob) => glob.trim().replace(/^(\.?\/)+/, ''))
    .filter((glob) => glob !== '' && glob.length < 300 && (glob.match(/[*?[]/g)?.length ?? 0) <= 8)
    .slice(0, 50);
}

/** The same, as names that a sentence without a subject is about. */
export function frontMatterNames(frontMatter: string): readonly Noun[] {
  return pathsOf(frontMatter).map((glob) => ({ kind: 'code', text: glob.replace(/\/[^/]*\.go$/, '') }));
}

/** Tells whether any path lies in the scope. `layerOf` returns the layer of a package directory. */
export function touchesScope(
  scope: ClauseScope,
  paths: readonly string[],
  layerOf: (path: string) => string | null,
): boolean {
  const governed = scope.dir === '' ? paths : paths.filter((path) => within(path, scope.dir) !== null);
  if (scope.paths.length === 0 && scope.layers.length === 0) return governed.length > 0;
  const isNamed = createAnyGlob(scope.paths);
  return governed.some((path) => isNamed(path) || scope.layers.includes(layerOf(path) ?? ''));
}

/** Words about people, machines and procedures. */
const PROCESS =
  /\b(deploy(s|ed|ment|ments)?|roll(s|ed)?[- ]?(out|back)|on-?call|runbooks?|dashboards?|back-?ups?|approv(e|ed|al|als)|reviewers?|code review|commit messages?|branch(es)?|changelog|meetings?|sla|by hand|manually|operators?|stakeholders?|jira|tickets?|linters?|golangci|gofmt|goimports|ci\b|pipelines?|makefile|make \w+|readme|documentation|docs?|team|owners?|on behalf|cluster|kubernetes|terraform|staging|production)\b/i;

/** A clause about a procedure, without code in it, leaves no trace in Go code. */
export function clauseCheckability(draft: ClauseDraft, isByFact: boolean): Checkability {
  if (isByFact) return 'by-fact';
  return draft.spans.length === 0 && PROCESS.test(draft.plain) ? 'not-checkable' : 'by-model';
}
