// Opens a linter's YAML, JSON or TOML file, so that each of its rules can be quoted with its lines.
import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';
import { isMap } from 'yaml';
import type { Checkability, Clause } from '../../domain/clause.ts';
import type { DesignDocument } from '../../domain/snapshot.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { readToml } from '../../text/toml.ts';
import { explainYamlRefusal, readYaml } from '../../text/yaml.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import { baseName, dirName } from '../graph/modules.ts';
import { type LinterFilePath, tomlRange, yamlRange } from './linter-file-ranges.ts';

/** Rules of one file. */
export interface ConfiguredRules {
  readonly clauses: readonly Clause[];
  readonly policies: readonly ImportPolicy[];
  /** It says which packages of this repository may import which, beyond keeping libraries out. */
  readonly declaresLayers: boolean;
  /** Notes for people: why it could not be used. */
  readonly notes: readonly string[];
}

export const noConfiguredRules: ConfiguredRules = { clauses: [], policies: [], declaresLayers: false, notes: [] };

interface ClauseDetails {
  /** Left out: "by-fact". */
  readonly checkability?: Checkability;
  /** Words by which a TOML file is searched for the value. Left out: the last key. */
  readonly words?: string;
}

export interface LinterConfigFile {
  readonly path: string;
  /** Directory that its paths are relative to. */
  readonly root: string;
  /** The file as plain values. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The clause at a place of the file: a key with its value, or an item of a list. */
  clauseAt(at: LinterFilePath, paths: readonly string[], more?: ClauseDetails): Clause;
}

/** Characters of a file; the largest public ones are below 60,000. */
const MAX_LENGTH = 300_000;
/** Characters of one clause. */
const MAX_CLAUSE = 1_500;

/** Opens a file; a sentence with the reason if it cannot be used. */
export function openLinterConfigFile(file: DesignDocument): LinterConfigFile | string {
  const { path, text, commit } = file;
  const read = isToml(path) ? openToml(text) : openYaml(text);
  if (typeof read === 'string') return `${path} was not used: ${read}.`;
  const { values, rangeOf } = read;
  const dir = dirName(path);
  const root = /^\.(github|config)$/.test(dir) ? '' : dir;
  const lineAt = createLineIndex(text);
  return {
    path,
    root,
    values,
    clauseAt(at, paths, { checkability = 'by-fact', words = String(at.at(-1)) } = {}) {
      const [start, end] = cutRange(text, rangeOf(at, words));
      const said = text.slice(start, end).trimEnd();
      const hash = createHash('sha256')
        .update(JSON.stringify([path, at.filter((key) => typeof key === 'string'), said]))
        .digest('hex')
        .slice(0, 8);
      return {
        id: `${path}#${hash}`,
        label: `${baseName(path).replace(/\.(ya?ml|toml|json)$/, '')}#${hash}`,
        path,
        commit,
        startLine: lineAt(start),
        endLine: lineAt(Math.max(start, start + said.length - 1)),
        text: said,
        trail: at.filter((key) => typeof key === 'string'),
        strength: 'must',
        status: 'accepted',
        supersededBy: null,
        scope: { dir: root, paths, layers: [] },
        checkability,
      };
    },
  };
}

function isToml(path: string): boolean {
  return path.endsWith('.toml');
}

interface OpenedFile {
  readonly values: Readonly<Record<string, unknown>>;
  rangeOf(at: LinterFilePath, words: string): [number, number];
}

/** JSON is YAML too. */
function openYaml(text: string): OpenedFile | string {
  const read = readYaml(text, { maxCharacters: MAX_LENGTH, maxAliases: 100, merge: true });
  if ('kind' in read) return `${explainYamlRefusal(read)}${read.line === null ? '' : ` (line ${read.line})`}`;
  const { document, value } = read;
  if (!isMap(document.contents)) return 'it contains no settings';
  return { values: asRecord(value), rangeOf: (at) => yamlRange(document, at) };
}

function openToml(text: string): OpenedFile | string {
  const read = readToml(text, MAX_LENGTH);
  if ('why' in read) return read.why;
  return { values: asRecord(read.value), rangeOf: (at, words) => tomlRange(text, at, words) };
}

/** A long value is cut after a whole line. */
function cutRange(text: string, [start, end]: [number, number]): [number, number] {
  if (end - start <= MAX_CLAUSE) return [start, end];
  const cut = text.lastIndexOf('\n', start + MAX_CLAUSE);
  return [start, cut > start ? cut : start + MAX_CLAUSE];
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The strings of a list, or a single string in place of a list. */
export function asStrings(value: unknown): readonly string[] {
  return [value]
    .flat()
    .filter((item): item is string => typeof item === 'string')
    .slice(0, 1_000);
}

/** Matches in linear time, since patterns come from unknown repositories; null for an invalid pattern. */
export function createPatternMatcher(pattern: string): ((text: string) => boolean) | null {
  if (pattern.length > 1_000) return null;
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return null;
  }
}
