// Builds the sentences of findings and facts from data, once, at the end: templates with placeholders, as in
// typescript-eslint.
import { counted, listed } from '../../../text/format.ts';
import { toCodeSpan } from '../../../text/sanitize.ts';

/** Values of a message's placeholders: a name or number, or several names that one sentence lists. */
export type MessageData = Readonly<Record<string, string | number | readonly string[]>>;

/** One case of a message: which sentence, about what. */
export interface Message {
  /** Key of the rule's `messages`. */
  readonly message: string;
  readonly data: MessageData;
  /** Function or method around the case, "Store.Save"; null outside of any. Fills `{func}`. */
  readonly func: string | null;
}

/** Names that one sentence lists at most; the rest is counted. */
const MAX_LISTED = 3;
/** Sentences that one rationale spells out, and functions that each of them names beside its own. */
const MAX_SENTENCES = 3;

/** A placeholder: `{name}` between backticks is shown as code, a bare one as plain text. */
const PLACEHOLDER = /`\{(\w+)\}`|\{(\w+)\}/g;

/**
 * The sentence of a template: `{func}` is the function around, or "Package-level code"; a list becomes "`a`, `b` and
 * `c`".
 *
 * @throws Error where the data lacks a placeholder: a mistake of the rule
 */
export function renderMessage(template: string, data: MessageData, func: string | null): string {
  return template.replace(PLACEHOLDER, (_, asCode: string | undefined, plain: string | undefined) => {
    const name = asCode ?? plain ?? '';
    if (name === 'func') return func === null ? 'Package-level code' : toCodeSpan(func);
    const value = data[name];
    if (value === undefined) throw new Error(`the message "${template}" needs a value for {${name}}`);
    if (typeof value === 'object') return listed(asCode === undefined ? value : value.map(toCodeSpan));
    return asCode === undefined ? String(value) : toCodeSpan(String(value));
  });
}

/** A rule's example, rewritten with the names of one case. */
export function exampleFor(
  { example, exampleData = {} }: { readonly example: string; readonly exampleData?: Readonly<Record<string, string>> },
  data: MessageData,
): string {
  return Object.entries(exampleData).reduce((code, [name, written]) => {
    const value = data[name];
    return typeof value === 'string' ? code.replaceAll(written, value) : code;
  }, example);
}

/**
 * The sentence of a rule's message outside of any function.
 *
 * @throws Error where the rule has no such message or the data lacks a placeholder: a mistake of the rule
 */
export function messageOfCase(
  { messages }: { readonly messages?: Readonly<Record<string, string>> },
  message: string,
  data: MessageData = {},
): string {
  const template = messages?.[message];
  if (template === undefined) throw new Error(`the rule has no message "${message}"`);
  return renderMessage(template, data, null);
}

/**
 * Sentences for all cases of one rule. Cases of a function that differ only in the last code span of their sentence
 * share it; functions with the same sentence are named together ("Also in `x`."). The rest is counted.
 */
export function renderMessages(templates: Readonly<Record<string, string>>, cases: readonly Message[]): string[] {
  const sentences = mergeFunctions(mergeCases(templates, cases));
  const shown = sentences.slice(0, MAX_SENTENCES).map(({ template, data, funcs, cases: count }) => {
    const [first = null, ...others] = funcs;
    const named = others
      .slice(0, MAX_SENTENCES)
      .map((func) => (func === null ? 'package-level code' : toCodeSpan(func)));
    const also = named.length === 0 ? '' : ` Also in ${listed(named)}.`;
    return { text: `${renderMessage(template, data, first)}${also}`, count: count * (1 + named.length) };
  });
  const left = sentences.reduce((sum, one) => sum + one.all, 0) - shown.reduce((sum, { count }) => sum + count, 0);
  const rest = `${counted(left, 'more place has', 'more places have')} the same problem.`;
  return [...shown.map(({ text }) => text), ...(left === 0 ? [] : [rest])];
}

/** Functions of which the same sentence is reported. */
interface Sentence extends Omit<Merged, 'func'> {
  readonly funcs: readonly (string | null)[];
}

/** Cases of one function that share a sentence. */
interface Merged {
  readonly template: string;
  readonly data: MessageData;
  readonly func: string | null;
  /** Cases that the sentence names, and all that it stands for. */
  readonly cases: number;
  readonly all: number;
}

function mergeCases(templates: Readonly<Record<string, string>>, cases: readonly Message[]): Merged[] {
  const groups = new Map<string, { template: string; data: MessageData; func: string | null; values: Set<string> }>();
  for (const { message, data, func } of cases) {
    const template = templates[message];
    if (template === undefined) throw new Error(`the rule has no message "${message}"`);
    const varying = lastCode(template, data);
    const rest = varying === null ? data : { ...data, [varying]: '' };
    const key = JSON.stringify([message, func, rest]);
    const group = groups.get(key) ?? { template, data, func, values: new Set() };
    group.values.add(varying === null ? '' : String(data[varying]));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ template, data, func, values }) => {
    const varying = lastCode(template, data);
    const merged =
      varying === null || values.size === 1 ? data : { ...data, [varying]: [...values].slice(0, MAX_LISTED) };
    return { template, data: merged, func, cases: Math.min(values.size, MAX_LISTED), all: values.size };
  });
}

function mergeFunctions(merged: readonly Merged[]): Sentence[] {
  const groups = new Map<string, Sentence>();
  for (const { func, ...one } of merged) {
    const key = JSON.stringify([one.template, one.data]);
    const known = groups.get(key);
    const sentence =
      known === undefined
        ? { ...one, funcs: [func] }
        : { ...known, funcs: [...known.funcs, func], all: known.all + one.all };
    groups.set(key, sentence);
  }
  return [...groups.values()];
}

/** The placeholder whose values one sentence can list: the last that is shown as code and holds one name. */
function lastCode(template: string, data: MessageData): string | null {
  const names = [...template.matchAll(PLACEHOLDER)].flatMap(([, asCode]) => (asCode === undefined ? [] : [asCode]));
  const last = names.at(-1);
  return last === undefined || last === 'func' || typeof data[last] === 'object' ? null : last;
}
