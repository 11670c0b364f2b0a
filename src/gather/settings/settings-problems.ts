// What is wrong in a settings file, in words: which value, why it cannot be meant, and what to write instead.
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { AgentByPaths, Layer, Settings } from '../../domain/settings.ts';
import { globProblem } from '../../text/glob.ts';

export type ValuePath = readonly (string | number)[];
export interface ValueProblem {
  readonly path: ValuePath;
  readonly message: string;
  /** The mistake is the key itself, not its value. */
  readonly isKey: boolean;
}

/** What one issue of the schema means for whoever wrote the value. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): ValueProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const end = path[0] === 'layers' && path.length > 1 ? withoutLayer : (message: string) => message;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: end(unknownKey(key, path)),
      isKey: true,
    }));
  }
  const written = valueAt(value, path);
  const name = path.length === 0 ? 'the file' : nameOf(path);
  const message =
    written === undefined
      ? `${name} is missing`
      : `${name} must be ${expectation(issue)}, not ${shown(written)}${nearest(issue, written)}`;
  return [{ path, message: end(message), isKey: false }];
}

/** A layer that is half understood would forbid what the team allows: leaving it out can only miss something. */
function withoutLayer(message: string): string {
  return `${message}${message.endsWith('?') ? '' : '.'} This layer is left out until it is mended`;
}

function unknownKey(key: string, path: ValuePath): string {
  const settings = Object.keys(Settings.shape);
  const ofLayer = Object.keys(Layer.shape);
  if (path[0] === 'agents' && path.length > 0) {
    const keys = Object.keys(AgentByPaths.shape);
    const near = nearKey(key, keys);
    const hint = near ? `did you mean "${near}"?` : `there are ${keys.join(', ')}`;
    return `"${cut(key)}" is not a key of an entry of "agents"; ${hint}`;
  }
  const [here, elsewhere] = path.length === 0 ? [settings, ofLayer] : [ofLayer, settings];
  const place = path.length === 0 ? 'a setting' : 'a key of a layer';
  const near = nearKey(key, here);
  if (near) return `"${cut(key)}" is not ${place}; did you mean "${near}"?`;
  const misplaced = nearKey(key, elsewhere);
  if (misplaced) {
    const belongs = path.length === 0 ? 'in an entry of "layers"' : 'at the top of the file';
    return `"${cut(key)}" is not ${place}; ${misplaced === key ? 'it' : `"${misplaced}"`} belongs ${belongs}`;
  }
  return `"${cut(key)}" is not ${place}; there are ${here.join(', ')}`;
}

function nearKey(key: string, known: readonly string[]): string | null {
  const spelled = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const same = known.find((candidate) => spelled(candidate) === spelled(key));
  if (same) return same;
  if (known.length === 0) return null;
  const best = closest(cut(key), known);
  const tolerance = best.length <= 3 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(cut(key), best) <= tolerance ? best : null;
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
export function* findUnusableValues(value: Record<string, unknown>): Generator<ValueProblem> {
  for (const key of ['baseBranches', 'ignore', 'documents'])
    yield* globMistakes(value[key], [key], (message) => message);
  for (const [index, entry] of asList(value.agents).entries()) {
    if (isRecord(entry)) yield* globMistakes(entry.paths, ['agents', index, 'paths'], (message) => message);
  }
  const layers = Array.isArray(value.layers) ? value.layers : [];
  const names = layers.map((layer: unknown) => (isRecord(layer) ? layer.name : undefined));
  const known = names.filter((name) => typeof name === 'string');
  for (const [index, layer] of layers.entries()) {
    if (!isRecord(layer)) continue;
    for (const key of ['packages', 'mayNotUse']) yield* globMistakes(layer[key], ['layers', index, key], withoutLayer);
    if (names.indexOf(names[index]) < index && names[index] !== undefined) {
      yield {
        path: ['layers', index, 'name'],
        message: withoutLayer(`there are two layers named ${shown(names[index])}`),
        isKey: false,
      };
    }
    for (const [at, name] of asList(layer.mayImport).entries()) {
      if (typeof name !== 'string' || known.includes(name)) continue;
      const near = nearKey(name, known);
      const hint = near ? `did you mean "${near}"?` : `there are ${known.map(cut).join(', ')}`;
      yield {
        path: ['layers', index, 'mayImport', at],
        message: withoutLayer(`there is no layer named ${shown(name)}; ${hint}`),
        isKey: false,
      };
    }
  }
}

function* globMistakes(globs: unknown, path: ValuePath, end: (message: string) => string): Generator<ValueProblem> {
  for (const [index, glob] of asList(globs).entries()) {
    const problem = typeof glob === 'string' ? globProblem(glob) : null;
    if (problem) yield { path: [...path, index], message: end(`the glob ${shown(glob)} ${problem}`), isKey: false };
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (isRecord(inner) || Array.isArray(inner) ? inner[step as never] : undefined),
    value,
  );
}

function nameOf(path: ValuePath): string {
  return `"${path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${cut(step)}`)).join('')}"`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value));
}

export function cut(text: string, max = 60): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
