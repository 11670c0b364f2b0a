// What an entry point reaches: forwards over the calls whose target the text tells, through interfaces to all types that implement them.
import { keyOf, standingOf, type Target, targetOf } from './callers.ts';
import type { Entry } from './entry-points.ts';
import { type Declared, Use } from './expression-ir.ts';
import { implementersOf } from './method-sets.ts';
import { meaningOf } from './resolve.ts';
import type { CodeFile, Standing } from './symbol.ts';
import type { Code } from './symbol-table.ts';

/** Functions that one entry point is followed to. */
const MAX_REACHED = 300;

/** Functions and methods of the repository that an entry point reaches, nearest first. */
export function reachedFrom(
  code: Code,
  entry: Pick<Entry, 'file' | 'implementation'> & {
    readonly parts: readonly { readonly from: number; readonly to: number }[];
  },
): { readonly targets: readonly Target[]; readonly cut: boolean } {
  const found = new Map<string, Target>();
  const add = (targets: readonly Target[]) => {
    for (const target of targets) if (found.size <= MAX_REACHED) found.set(keyOf(target), target);
  };
  for (const part of entry.parts) add(calledIn(code, entry.file, part.from, part.to));
  if (entry.implementation !== null) add(methodsOf(code, entry.implementation));
  for (const target of found.values()) {
    const standing = standingOf(code, target);
    if (standing === null || standing.declared.kind === 'type') continue;
    add(calledIn(code, standing.file, standing.declared.from, standing.declared.to));
  }
  const cut = found.size > MAX_REACHED;
  return { targets: [...found.values()].slice(0, MAX_REACHED), cut };
}

function calledIn(code: Code, file: CodeFile, from: number, to: number): Target[] {
  const { uses } = file.index;
  const targets: Target[] = [];
  for (let at = from; at < to; at++) {
    if (uses[at * 3 + 2] === Use.Type) continue;
    const meaning = meaningOf(code, file, uses[at * 3]!);
    if (meaning?.is === 'interface-method') {
      const method = code.names.text(meaning.method.name);
      for (const { file: typeFile, declared } of implementersKnown(code, meaning.method.standing))
        targets.push({ dir: typeFile.dir, name: `${code.names.text(declared.name)}.${method}` });
    } else if (meaning?.is === 'function') {
      targets.push(targetOf(code, meaning)!);
    }
  }
  return targets;
}

const known = new WeakMap<Code, Map<Declared, readonly Standing[]>>();

/** The same interface is called through many times. */
function implementersKnown(code: Code, standing: Standing): readonly Standing[] {
  const answers = known.get(code) ?? new Map<Declared, readonly Standing[]>();
  known.set(code, answers);
  const answer = answers.get(standing.declared) ?? implementersOf(code, standing);
  answers.set(standing.declared, answer);
  return answer;
}

/** Exported methods of a service's implementation. */
function methodsOf(code: Code, { file, declared }: NonNullable<Entry['implementation']>): Target[] {
  const owner = code.names.text(declared.name);
  return [...(code.package(file.dir).methods.get(declared.name)?.keys() ?? [])]
    .map((name) => code.names.text(name))
    .filter((name) => /^\p{Lu}/u.test(name))
    .map((name) => ({ dir: file.dir, name: `${owner}.${name}` }));
}
