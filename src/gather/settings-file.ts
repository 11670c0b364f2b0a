// Reads a team's settings file. A mistake costs its own value and nothing else: each is named with its line and with what to
// write instead, and the rest of the file holds.
import { closest, distance } from 'fastest-levenshtein';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../domain/errors.ts';
import { defaultSettings, Layer, Settings, type SettingsProblem } from '../domain/settings.ts';
import { globProblem } from './globs.ts';

const maxCharacters = 200_000;
/** A value that stands for many copies of another is a known way to fill memory: https://eemeli.org/yaml/#tojs-options */
const maxAliases = 50;
/** The first round removes what is wrong; a further one only finds what hid behind it. */
const maxRounds = 5;
const maxProblems = 50;

type Path = readonly (string | number)[];
interface Mistake {
  readonly path: Path;
  readonly message: string;
  /** The mistake is the key itself, not its value. */
  readonly isKey: boolean;
}

/** @param source how people know the file: ".github/architect.yml" */
export function readSettings(
  text: string,
  source: string,
): { settings: Settings; problems: readonly SettingsProblem[] } {
  const unread = (message: string, line: number | null = null) => ({
    settings: defaultSettings,
    problems: [{ source, line, message }],
  });
  if (text.length > maxCharacters)
    return unread(`the file is over ${maxCharacters.toLocaleString('en-US')} characters and was not read`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, stringKeys: true, logLevel: 'silent' });
  const error = document.errors[0];
  if (error)
    return unread(
      `not read, because it is not valid YAML: ${firstSentence(error.message)}`,
      error.linePos?.[0].line ?? null,
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases }) ?? {};
  } catch (thrown) {
    return unread(`not read: ${messageOf(thrown)}`);
  }
  if (!isRecord(value)) return unread('not read: it must be a mapping of settings, such as "failOn: high"', 1);
  const { settings, mistakes } = keepWhatHolds(value);
  const problems = mistakes.map(({ path, message, isKey }) => ({
    source,
    line: lineOf(document, lines, path, isKey),
    message,
  }));
  return { settings, problems: [...repeatedKeys(document, lines, source), ...problems].slice(0, maxProblems) };
}

/** JSON Schema of the settings file, for editors: every setting with its description and default. */
export function settingsJsonSchema(): object {
  return {
    ...z.toJSONSchema(Settings, { io: 'input' }),
    title: 'Go Backend Architect settings (.github/architect.yml)',
  };
}

function keepWhatHolds(written: Record<string, unknown>): { settings: Settings; mistakes: readonly Mistake[] } {
  let value = withoutEmpty(written);
  const mistakes: Mistake[] = [...findMeaningless(value)];
  for (let round = 0; round < maxRounds; round += 1) {
    const parsed = Settings.safeParse(value);
    const found = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, value));
    if (round === 0 || mistakes.length === 0) mistakes.push(...found);
    if (parsed.success && (round > 0 || mistakes.length === 0)) return { settings: parsed.data, mistakes };
    value = without(value, round === 0 ? mistakes : found);
  }
  return { settings: defaultSettings, mistakes };
}

/** A key with nothing after it says nothing, so the default holds. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
  if (!Array.isArray(kept.layers)) return kept;
  return { ...kept, layers: kept.layers.map((layer) => (isRecord(layer) ? withoutEmpty(layer) : layer)) };
}

function explain(issue: z.core.$ZodIssue, value: unknown): Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const consequence = path[0] === 'layers' && path.length > 1 ? '; this layer is left out until it is mended' : '';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${unknownKey(key, path)}${consequence}`,
      isKey: true,
    }));
  }
  const written = valueAt(value, path);
  const name = path.length === 0 ? 'the file' : nameOf(path);
  const message =
    written === undefined
      ? `${name} is missing`
      : `${name} must be ${expectation(issue)}, not ${shown(written)}${nearest(issue, written)}`;
  return [{ path, message: `${message}${consequence}`, isKey: false }];
}

function unknownKey(key: string, path: Path): string {
  const settings = Object.keys(Settings.shape);
  const ofLayer = Object.keys(Layer.shape);
  const [here, elsewhere] = path.length === 0 ? [settings, ofLayer] : [ofLayer, settings];
  const place = path.length === 0 ? 'a setting' : 'a key of a layer';
  const near = nearKey(key, here);
  if (near) return `"${cut(key)}" is not ${place}; did you mean "${near}"?`;
  const misplaced = nearKey(key, elsewhere);
  if (misplaced) {
    const belongs = path.length === 0 ? 'in an entry of "layers"' : 'at the top of the file';
    return `"${cut(key)}" is not ${place}; "${misplaced}" belongs ${belongs}`;
  }
  return `"${cut(key)}" is not ${place}; there are ${here.join(', ')}`;
}

function nearKey(key: string, known: readonly string[]): string | null {
  const spelled = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const same = known.find((candidate) => spelled(candidate) === spelled(key));
  if (same) return same;
  const best = closest(cut(key), known);
  return distance(cut(key), best) <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'a text that is not empty'
        : `at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    default:
      return 'something else';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a text',
  array: 'a list, such as ["docs/**"]',
  number: 'a number',
  int: 'a whole number',
  object: 'a mapping',
};

function sizeUnit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

function nearest(issue: z.core.$ZodIssue, written: unknown): string {
  if (issue.code !== 'invalid_value' || typeof written !== 'string') return '';
  const near = nearKey(written, issue.values.map(String));
  return near ? `; did you mean "${near}"?` : '';
}

/** What has the right form and still cannot be meant: globs that match nothing, layers that do not exist. */
function* findMeaningless(value: Record<string, unknown>): Generator<Mistake> {
  for (const key of ['baseBranches', 'ignore', 'documents']) yield* globMistakes(value[key], [key], '');
  const layers = Array.isArray(value.layers) ? value.layers : [];
  const names = layers.map((layer: unknown) => (isRecord(layer) ? layer.name : undefined));
  const known = names.filter((name) => typeof name === 'string');
  // A layer that is half understood would forbid what the team allows: leaving it out can only miss something.
  const leftOut = '; this layer is left out until it is mended';
  for (const [index, layer] of layers.entries()) {
    if (!isRecord(layer)) continue;
    for (const key of ['packages', 'mayNotUse']) yield* globMistakes(layer[key], ['layers', index, key], leftOut);
    if (names.indexOf(names[index]) < index && names[index] !== undefined) {
      yield {
        path: ['layers', index, 'name'],
        message: `there are two layers named ${shown(names[index])}${leftOut}`,
        isKey: false,
      };
    }
    for (const [at, name] of asList(layer.mayImport).entries()) {
      if (typeof name !== 'string' || known.includes(name)) continue;
      const near = nearKey(name, known);
      const hint = near ? `did you mean "${near}"?` : `there are ${known.map((one) => cut(one)).join(', ')}`;
      yield {
        path: ['layers', index, 'mayImport', at],
        message: `there is no layer named ${shown(name)}; ${hint}${leftOut}`,
        isKey: false,
      };
    }
  }
}

function* globMistakes(globs: unknown, path: Path, consequence: string): Generator<Mistake> {
  for (const [index, glob] of asList(globs).entries()) {
    const problem = typeof glob === 'string' ? globProblem(glob) : null;
    if (problem)
      yield { path: [...path, index], message: `the glob ${shown(glob)} ${problem}${consequence}`, isKey: false };
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value without what is mistaken: an entry of a list, a whole layer, or a setting. */
function without(value: Record<string, unknown>, mistakes: readonly Mistake[]): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...value };
  const entries = new Map<string, Set<number>>();
  for (const { path } of mistakes) {
    const [key, index] = path;
    if (typeof key !== 'string') continue;
    if (typeof index === 'number' && Array.isArray(kept[key]))
      entries.set(key, (entries.get(key) ?? new Set()).add(index));
    else delete kept[key];
  }
  for (const [key, dropped] of entries) {
    if (Array.isArray(kept[key])) kept[key] = kept[key].filter((_entry, index) => !dropped.has(index));
  }
  return kept;
}

function lineOf(document: Document, lines: LineCounter, path: Path, isKey: boolean): number | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = isKey && depth === path.length ? keyNode(document, path) : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function keyNode(document: Document, path: Path): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

function repeatedKeys(document: Document, lines: LineCounter, source: string): SettingsProblem[] {
  if (!isMap(document.contents)) return [];
  const seen = new Set<unknown>();
  return document.contents.items.flatMap(({ key }) => {
    if (!isScalar(key) || !key.range) return [];
    const isRepeated = seen.has(key.value);
    seen.add(key.value);
    if (!isRepeated) return [];
    const message = `${shown(key.value)} is set twice; the last one holds`;
    return [{ source, line: lines.linePos(key.range[0]).line, message }];
  });
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (isRecord(inner) || Array.isArray(inner) ? inner[step as never] : undefined),
    value,
  );
}

function nameOf(path: Path): string {
  return `"${path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${cut(step)}`)).join('')}"`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value));
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function firstSentence(message: string): string {
  return cut(message.split(/ at line |\n/)[0]!);
}
