// Runs analyses in a thread: its caches stay warm from one to the next, and the pool can end it at any time.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { Architecture, Description } from '../../domain/architecture.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { Settings } from '../../domain/settings.ts';
import { analyse, describeTree } from '../analyse.ts';
import { buildGraph } from '../graph/package-graph.ts';
import { openSymbols, type SymbolAnswers } from '../symbols/symbols.ts';
import { unitKey, unwatched, type Watch, type WorkUnit } from '../work-units.ts';
import {
  fromSnapshotMessage,
  fromTreeMessage,
  readableShas,
  type SnapshotMessage,
  type Texts,
  type TreeMessage,
} from './snapshot-message.ts';

/** A question to the symbols of a tree: a method and its arguments. */
interface SymbolQuery {
  readonly method: keyof SymbolAnswers;
  readonly args: readonly unknown[];
}

/** What a thread is asked to do. */
export type ThreadTask = { readonly port: MessagePort; readonly excluded: readonly WorkUnit[] } & (
  | { readonly kind: 'analyse'; readonly snapshot: SnapshotMessage }
  | { readonly kind: 'describe'; readonly tree: TreeMessage; readonly settings: Settings }
  | { readonly kind: 'query'; readonly tree: TreeMessage; readonly query: SymbolQuery }
);

/** What the thread tells the pool while it works. */
export type ThreadReport =
  | { readonly kind: 'begin'; readonly unit: WorkUnit }
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'need'; readonly shas: readonly Sha[] };

/** Texts that the thread asked for. */
export type TextDelivery = readonly (readonly [Sha, string])[];

/** Characters of texts that a thread keeps between two tasks; the least recently used go first. */
const MAX_KEPT_CHARACTERS = 64_000_000;

const kept = new Map<Sha, string>();
/** Symbols of the trees that were asked about last, by commit and what is readable. */
const opened = new Map<string, SymbolAnswers>();
const MAX_OPENED = 4;

/** The watch of the task under way: trees that are kept outlive the task that opened them. */
let current: Watch = unwatched;
const watchOfTask: Watch = {
  begin: (unit) => current.begin(unit),
  isExcluded: (unit) => current.isExcluded(unit),
};

/** Does one task. Its result is plain data. */
export default async function runTask(task: ThreadTask): Promise<unknown> {
  const { port } = task;
  try {
    current = createWatch(port, task.excluded);
    // The pool's clock starts with the first report.
    current.begin({ kind: 'step', name: 'start' });
    if (task.kind === 'analyse') return await runAnalysis(task.snapshot, port);
    if (task.kind === 'describe') return await runDescription(task.tree, task.settings, port);
    return await answer(task.tree, task.query, port);
  } finally {
    forgetOldTexts();
    port.close();
  }
}

async function runAnalysis(message: SnapshotMessage, port: MessagePort): Promise<Architecture> {
  const texts = await fetchTexts([message.before, message.head], port);
  const progress = ({ message }: { message: string }) => send(port, { kind: 'progress', message });
  const { references: _, ...architecture } = await analyse(
    fromSnapshotMessage(message, texts, watchOfTask),
    progress,
    undefined,
    watchOfTask,
  );
  return architecture;
}

async function runDescription(
  tree: TreeMessage,
  settings: Settings,
  port: MessagePort,
): Promise<Omit<Description, 'references'>> {
  const texts = await fetchTexts([tree], port);
  const { references: _, ...description } = await describeTree(fromTreeMessage(tree, texts, watchOfTask), settings);
  return description;
}

async function answer(tree: TreeMessage, { method, args }: SymbolQuery, port: MessagePort) {
  // Answers quote lines, so the texts are needed even where the symbols are open.
  const texts = await fetchTexts([tree], port);
  const key = `${tree.commit} ${createHash('sha256').update(tree.readable.join('\n')).digest('hex')}`;
  let references = opened.get(key);
  if (references === undefined) {
    references = await openSymbols(buildGraph(fromTreeMessage(tree, texts, watchOfTask)), []);
    if (opened.size >= MAX_OPENED) opened.delete(opened.keys().next().value!);
  }
  opened.delete(key);
  opened.set(key, references);
  return (references[method] as (...given: readonly unknown[]) => unknown).apply(references, [...args]);
}

/** All texts of the trees: those at hand, and the rest from the pool. */
async function fetchTexts(trees: readonly TreeMessage[], port: MessagePort): Promise<Texts> {
  const wanted = readableShas(trees);
  const missing = [...wanted].filter((sha) => !kept.has(sha));
  if (missing.length > 0) {
    const delivered = once(port, 'message');
    send(port, { kind: 'need', shas: missing });
    const [texts] = (await delivered) as [TextDelivery];
    for (const [sha, text] of texts) kept.set(sha, text);
  }
  for (const sha of wanted) {
    const text = kept.get(sha);
    if (text === undefined) continue;
    kept.delete(sha);
    kept.set(sha, text);
  }
  return kept;
}

function forgetOldTexts(): void {
  let characters = 0;
  for (const text of kept.values()) characters += text.length;
  for (const [sha, text] of kept) {
    if (characters <= MAX_KEPT_CHARACTERS) return;
    kept.delete(sha);
    characters -= text.length;
  }
}

function createWatch(port: MessagePort, excluded: readonly WorkUnit[]): Watch {
  const left = new Set(excluded.map(unitKey));
  let last = '';
  return {
    begin(unit) {
      const key = unitKey(unit);
      if (key === last) return;
      last = key;
      send(port, { kind: 'begin', unit });
    },
    isExcluded: (unit) => left.has(unitKey(unit)),
  };
}

function send(port: MessagePort, report: ThreadReport): void {
  port.postMessage(report);
}
