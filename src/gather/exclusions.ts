// Excludes changed files from the review that could be read: generated, vendored, test data, outside of what the go
// command builds, or ignored by the team's settings.
import type { SkipReason } from '../domain/snapshot.ts';
import type { GlobBudget } from '../text/glob.ts';
import { createPathMatcher } from './path-matcher.ts';

type ExclusionReason = Extract<
  SkipReason,
  'generated' | 'vendored' | 'testdata' | 'outside-the-build' | 'ignored-by-settings'
>;

/** A file's attributes in .gitattributes; undefined where there are none. */
export interface LinguistAttributes {
  readonly generated?: boolean;
  readonly vendored?: boolean;
}

export interface Exclusions {
  /** Judges by the path alone; null: not excluded. */
  byPath(path: string): ExclusionReason | null;
  /**
   * True where a Go file's own text calls it generated, before the change as well as after: a header that a pull
   * request adds must not hide the change.
   */
  byText(path: string, before: string | undefined, head: string | undefined): boolean;
}

/**
 * @param attributes of the base commit, so that a pull request cannot hide its own files
 * @param isIgnored by the settings of the base commit, for the same reason
 */
export function createExclusions(
  attributes: (path: string) => LinguistAttributes,
  isIgnored: (path: string) => boolean,
): Exclusions {
  return {
    byPath(path) {
      const { generated, vendored } = attributes(path);
      const directories = path.split('/').slice(0, -1);
      if (vendored ?? directories.some((name) => name === 'vendor' || name === 'third_party')) return 'vendored';
      if (directories.includes('testdata')) return 'testdata';
      if (path.endsWith('.go') && path.split('/').some((name) => /^[_.]/.test(name))) return 'outside-the-build';
      if (isIgnored(path)) return 'ignored-by-settings';
      return generated ? 'generated' : null;
    },
    byText(path, before, head) {
      if (!path.endsWith('.go') || attributes(path).generated === false) return false;
      return [before, head].every((text) => text === undefined || isGenerated(text));
    },
  };
}

const generatedHeader = /^\/\/ Code generated .* DO NOT EDIT\.$/;

/** The go command's own rule for the lines above the package clause: https://go.dev/s/generatedcode */
export function isGenerated(text: string): boolean {
  let inBlockComment = false;
  for (const line of headLines(text)) {
    if (inBlockComment) {
      inBlockComment = !line.includes('*/');
    } else if (line.startsWith('//')) {
      if (generatedHeader.test(line)) return true;
    } else if (line.trimStart().startsWith('/*')) {
      inBlockComment = !line.includes('*/');
    } else if (line.trim() !== '') {
      return false;
    }
  }
  return false;
}

function* headLines(text: string): Generator<string> {
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    yield text.slice(at, text[stop - 1] === '\r' ? stop - 1 : stop);
    at = stop + 1;
  }
}

/** A .gitattributes file and its directory; "" for the root. */
export interface AttributesFile {
  readonly dir: string;
  readonly text: string;
}

/** Lines of .gitattributes that set one of the two: kubernetes has a dozen. */
const maxRules = 500;
/** Of all files together. */
const maxAttributesCharacters = 2_000_000;

/** What .gitattributes files say of a path. */
interface Attributes {
  readonly of: (path: string) => LinguistAttributes;
  /** There were more of them than are read: the deepest are missing. */
  readonly isCut: boolean;
}

/**
 * Reads linguist-generated and linguist-vendored. As in git, the last matching line that sets an attribute wins, and
 * files deeper in the tree win over those above: https://git-scm.com/docs/gitattributes
 */
export function readAttributes(files: readonly AttributesFile[], budget?: GlobBudget | undefined): Attributes {
  const rules: AttributeRule[] = [];
  let left = maxAttributesCharacters;
  for (const file of [...files].sort((a, b) => a.dir.length - b.dir.length)) {
    left -= file.text.length;
    if (left < 0) break;
    for (const rule of readRules(file, budget)) {
      // One more tells that some are missing.
      if (rules.length > maxRules) break;
      rules.push(rule);
    }
  }
  return { of: createLookUp(rules.slice(0, maxRules)), isCut: left < 0 || rules.length > maxRules };
}

function createLookUp(rules: readonly AttributeRule[]): Attributes['of'] {
  const known = new Map<string, LinguistAttributes>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    let found: LinguistAttributes = {};
    for (const rule of rules) if (rule.matches(path)) found = { ...found, ...rule.attributes };
    known.set(path, found);
    return found;
  };
}

interface AttributeRule {
  readonly matches: (path: string) => boolean;
  readonly attributes: LinguistAttributes;
}

function* readRules({ dir, text }: AttributesFile, budget?: GlobBudget | undefined): Generator<AttributeRule> {
  for (const line of text.split('\n')) {
    const [pattern, ...words] = line.trim().split(/\s+/);
    if (!pattern || pattern.startsWith('#') || pattern.startsWith('[attr]') || pattern.endsWith('/')) continue;
    const attributes = readWords(words);
    if (Object.keys(attributes).length === 0) continue;
    const anchored = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
    const glob = dir === '' ? anchored : `${dir}/${anchored}`;
    yield { matches: createPathMatcher([glob], { filesOnly: true, budget }), attributes };
  }
}

function readWords(words: readonly string[]): LinguistAttributes {
  const attributes: { generated?: boolean; vendored?: boolean } = {};
  for (const word of words) {
    const [, sign, name, value] = /^(-?)linguist-(generated|vendored)(?:=(.*))?$/.exec(word) ?? [];
    if (name === 'generated' || name === 'vendored') attributes[name] = sign === '' && value !== 'false';
  }
  return attributes;
}
