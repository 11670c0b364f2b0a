// Parses go.mod and go.work line by line, as the go command does.
import type { GoModule } from '../../domain/package-graph.ts';

/** A module, with parts of its go.mod that only this folder needs. */
export interface ModuleFile extends GoModule {
  /** Path of the go.mod. */
  readonly file: string;
  /** `ignore` directives (Go 1.25): "./dir" from the module's root, "dir" at any depth. */
  readonly ignores: readonly string[];
}

/** Longest go.mod that is parsed; the largest public ones are below 100 kB. */
const MAX_GO_MOD_LENGTH = 2_000_000;

/** Parses a go.mod and ignores malformed lines; null if it has no module line. */
export function parseGoMod(text: string, file: string): ModuleFile | null {
  const lines = [...directives(text.slice(0, MAX_GO_MOD_LENGTH))].filter(({ words }) => words.length > 0);
  const of = (verb: string) => lines.filter((line) => line.verb === verb);
  const first = (verb: string) => of(verb)[0]?.words[0] ?? null;
  const path = first('module');
  if (path === null) return null;
  return {
    path,
    dir: file.slice(0, Math.max(0, file.lastIndexOf('/'))),
    goVersion: first('go'),
    requires: of('require').flatMap(({ words: [required, version], comment }) => {
      return version === undefined ? [] : [{ path: required!, version, indirect: /^indirect\b/.test(comment) }];
    }),
    replaces: of('replace').flatMap(({ words }) => replacement(words)),
    excludes: of('exclude').flatMap(({ words: [excluded, version] }) => {
      return version === undefined ? [] : [{ path: excluded!, version }];
    }),
    retracts: of('retract').map(({ words, comment, above }) => {
      return { versions: words.join(' ').replace(/ ,/g, ','), reason: comment || above };
    }),
    file,
    ignores: of('ignore').map(({ words }) => words[0]!),
  };
}

/** A workspace: modules of this repository that are built together. */
export interface WorkFile {
  /** Directory of the go.work. */
  readonly dir: string;
  /** Directories of `use` lines, as written: relative to `dir`. */
  readonly uses: readonly string[];
  readonly replaces: GoModule['replaces'];
}

/** Parses a go.work and ignores malformed lines. Source: https://go.dev/ref/mod#go-work-file */
export function parseGoWork(text: string, file: string): WorkFile {
  const uses: string[] = [];
  const replaces: GoModule['replaces'][number][] = [];
  for (const { verb, words } of directives(text.slice(0, MAX_GO_MOD_LENGTH))) {
    if (verb === 'use' && words[0] !== undefined) uses.push(words[0]);
    else if (verb === 'replace') replaces.push(...replacement(words));
  }
  return { dir: file.slice(0, Math.max(0, file.lastIndexOf('/'))), uses, replaces };
}

/** Parses "a => ../b" and "a v1.0.0 => c v1.2.0"; none if there is no arrow between two names. */
function replacement(words: readonly string[]): GoModule['replaces'] {
  const arrow = words.indexOf('=>');
  const [path, only] = words;
  const [target, version] = words.slice(arrow + 1);
  if (arrow < 1 || path === undefined || target === undefined) return [];
  const replaced = arrow > 1 && only !== undefined ? { version: only } : {};
  return [{ path, ...replaced, with: version === undefined ? target : `${target}@${version}` }];
}

interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  /** Text after `//`, trimmed. */
  readonly comment: string;
  /** The comment lines directly above, joined. */
  readonly above: string;
}

function* directives(text: string): Generator<Directive> {
  let block: string | null = null;
  let above = '';
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    const slashes = /(^|\s)\/\//.exec(raw);
    const code = slashes === null ? raw : raw.slice(0, slashes.index);
    const comment = slashes === null ? '' : raw.slice(slashes.index + slashes[0].length).trim();
    const words = [...code.matchAll(/"((?:[^"\\]|\\.)*)"?|`([^`]*)`?|\(|\)|[^\s"`()]+/g)].map(
      (match) => match[1] ?? match[2] ?? match[0],
    );
    if (words.length === 0) {
      above = `${above} ${comment}`.trim();
      continue;
    }
    if (block !== null) {
      if (words[0] === ')') block = null;
      else yield { verb: block, words, comment, above };
    } else if (words[1] === '(') {
      block = words[0]!;
    } else {
      yield { verb: words[0]!, words: words.slice(1), comment, above };
    }
    above = '';
  }
}
