// Writes the sentence about one problem of a settings file: what is wrong, and what to write instead.
import type { z } from 'zod';
import { cut } from '../../text/sanitize.ts';
import type { KeyParent, NameHint, ValuePath, ValueProblem } from './settings-problems.ts';

/** A statement, and the question that ends it where a name was probably misspelled. */
interface Sentence {
  readonly statement: string;
  readonly near?: string | null;
}

/** Without a full stop at its end. */
export function describeProblem({ path, problem }: ValueProblem): string {
  const { statement, near } = sentenceOf(path, problem);
  const question = near ? `; did you mean "${near}"?` : '';
  // A layer that is half understood could forbid what the team allows. Without it the review can only miss something.
  if (path[0] !== 'layers' || path.length === 1) return statement + question;
  return `${statement}${question === '' ? '.' : question} This layer is ignored until the error is fixed`;
}

function sentenceOf(path: ValuePath, problem: ValueProblem['problem']): Sentence {
  switch (problem.kind) {
    case 'unknown-key':
      return describeUnknown(unknownKey(problem.parent, problem.key), problem.key, problem.hint);
    case 'schema':
      return describeSchemaIssue(path, problem);
    case 'glob':
      return { statement: `the glob ${quoteValue(problem.glob)} ${problem.reason}` };
    case 'two-layers':
      return { statement: `there are two layers named ${quoteValue(problem.name)}` };
    case 'unknown-layer':
      return describeUnknown(`unknown layer ${quoteValue(problem.name)}`, problem.name, problem.hint);
  }
}

function unknownKey(parent: KeyParent, key: string): string {
  if (parent === 'settings') return `unknown setting "${cut(key, 60)}"`;
  return `unknown key "${cut(key, 60)}" ${placeOf[parent] ?? `in an entry of "${parent}"`}`;
}

const placeOf: Readonly<Partial<Record<KeyParent, string>>> = {
  layers: 'in a layer',
  skip: 'in "skip"',
};

function belongs(parent: KeyParent): string {
  return parent === 'settings' ? 'belongs at the top of the file' : `belongs in an entry of "${parent}"`;
}

/** Names that are listed where one is not known. */
const MAX_NAMES = 12;

function describeUnknown(statement: string, written: string, hint: NameHint): Sentence {
  switch (hint.kind) {
    case 'near':
      return { statement, near: hint.name };
    case 'misplaced':
      return {
        statement: `${statement}; ${hint.name === written ? 'it' : `"${hint.name}"`} ${belongs(hint.belongsIn)}`,
      };
    case 'known': {
      // A longer list is a page of its own.
      if (hint.names.length > MAX_NAMES) return { statement: `${statement}; \`architect schema settings\` lists all` };
      return { statement: `${statement}; known: ${hint.names.map((name) => cut(name, 60)).join(', ')}` };
    }
  }
}

function describeSchemaIssue(
  path: ValuePath,
  { issue, written, near }: ValueProblem['problem'] & { readonly kind: 'schema' },
): Sentence {
  const name = path.length === 0 ? 'the file' : nameOf(path);
  if (written === undefined) return { statement: `${name} is missing` };
  if (issue.code === 'too_small' && issue.origin === 'string') return { statement: `${name} must not be empty` };
  const expected = expectation(issue);
  if (expected === null) return { statement: `${name} has an invalid value: ${quoteValue(written)}` };
  return { statement: `${name} must be ${expected}, not ${quoteValue(written)}`, near };
}

/** Completes "must be …"; null for an issue that has no such words. */
function expectation(issue: z.core.$ZodIssue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    case 'too_small':
      return `at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    default:
      return null;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a string',
  array: 'a list, such as ["docs/**"]',
  number: 'a number',
  int: 'a whole number',
  object: 'a mapping',
};

function sizeUnit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

/** "layers[0].name", in quotes. */
function nameOf(path: ValuePath): string {
  const steps = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`;
    return `${index > 0 ? '.' : ''}${cut(step, 60)}`;
  });
  return `"${steps.join('')}"`;
}

/** The value as JSON, cut to 60 characters. */
export function quoteValue(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value), 60);
}
