// Runs analyses in threads with a deadline and a memory limit. A piece of work that a thread cannot finish is left out
// by name and the rest is judged; the caller's thread only passes messages.
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Architecture, Description } from '../../domain/architecture.ts';
import { BadInput, CannotReview, messageOf } from '../../domain/errors.ts';
import type { AnalyserPort, Progress } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { Settings } from '../../domain/settings.ts';
import type { SkippedFile, Snapshot, SourceTree } from '../../domain/snapshot.ts';
import type { SymbolReferences } from '../../domain/symbol-references.ts';
import { OPTIONAL_STEPS, type OptionalStep, unitKey, type WorkUnit } from '../work-units.ts';
import type { TextDelivery, ThreadReport, ThreadTask } from './analysis-thread.ts';
import { toSnapshotMessage, toTreeMessage, withoutExcluded } from './snapshot-message.ts';

export interface AnalysisPoolOptions {
  /** Threads that work at once. Left out: one less than there are processors, at least one. */
  readonly threads?: number;
  /** The longest that a thread may work on one piece, in milliseconds. Left out: 10 s. */
  readonly pieceMs?: number;
  /** The longest that one attempt at an analysis may take, in milliseconds. Left out: 2 minutes. */
  readonly attemptMs?: number;
  /** Heap of a thread, in MB. Left out: 2,048. */
  readonly memoryMb?: number;
  /** Told of each piece that was left out, and why. */
  readonly onExcluded?: (unit: WorkUnit, why: string) => void;
}

export interface AnalysisPool extends AnalyserPort {
  /** The whole state of one tree. */
  describeTree(tree: SourceTree, settings: Settings, signal: AbortSignal): Promise<Description>;
  /** Ends all threads. */
  close(): Promise<void>;
}

const DEFAULTS = { pieceMs: 10_000, attemptMs: 120_000, memoryMb: 2_048 };
/** The longest that a timer of Node waits, in milliseconds: threads stay. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Pieces that are left out before an analysis is given up. */
const MAX_EXCLUDED = 8;
/** Analyses that wait for a thread. */
const MAX_WAITING = 1_000;

/** Threads start when they are first needed and are kept warm. */
export function createAnalysisPool(options: AnalysisPoolOptions = {}): AnalysisPool {
  const limits = { ...DEFAULTS, ...options };
  const threads = startThreads(limits);
  const attempt: Attempt = (task, trees, progress, signal) =>
    attemptTask(threads, limits, task, trees, progress, signal);
  return {
    async analyse(snapshot, progress, signal) {
      const make = (excluded: readonly WorkUnit[]): UnsentTask => ({
        kind: 'analyse',
        snapshot: toSnapshotMessage(snapshot, excluded),
        excluded,
      });
      const tried = await retryWithout(limits, make, (task) =>
        attempt(task, [snapshot.before, snapshot.head], progress, signal),
      );
      const { excluded } = tried;
      const result = tried.result as Omit<Architecture, 'references'>;
      const references = createReferences(attempt, snapshot.head, excluded);
      return noteExcluded({ ...result, references }, snapshot, excluded);
    },
    async describeTree(tree, settings, signal) {
      const make = (excluded: readonly WorkUnit[]): UnsentTask => ({
        kind: 'describe',
        tree: withoutExcluded(toTreeMessage(tree), excluded),
        settings,
        excluded,
      });
      const tried = await retryWithout(limits, make, (task) => attempt(task, [tree], () => {}, signal));
      const { excluded } = tried;
      const result = tried.result as Omit<Description, 'references'>;
      const unread = [...result.unread, ...excludedFiles(excluded)];
      return { ...result, unread, references: createReferences(attempt, tree, excluded) };
    },
    close: () => threads.destroy(),
  };
}

type Limits = typeof DEFAULTS & AnalysisPoolOptions;

function startThreads({ threads, memoryMb }: Limits): Piscina {
  const filename = new URL(`./analysis-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  return new Piscina({
    filename: filename.href,
    minThreads: 0,
    maxThreads: threads ?? Math.max(1, availableParallelism() - 1),
    idleTimeout: MAX_TIMER_MS,
    maxQueue: MAX_WAITING,
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    env: {},
    execArgv: filename.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
  });
}

/** The result of a task, or the piece that stopped it. */
type Attempted = { readonly result: unknown } | { readonly stoppedAt: WorkUnit | null; readonly why: string };

type Attempt = (
  task: UnsentTask,
  trees: readonly SourceTree[],
  progress: Progress,
  signal: AbortSignal,
) => Promise<Attempted>;

async function attemptTask(
  threads: Piscina,
  { pieceMs, attemptMs }: Limits,
  ...[task, trees, progress, signal]: Parameters<Attempt>
): Promise<Attempted> {
  const { port1, port2 } = new MessageChannel();
  const overtime = new AbortController();
  const clock = createClock(overtime, pieceMs, attemptMs);
  let unit: WorkUnit | null = null;
  port1.on('message', (report: ThreadReport) => {
    clock.touch();
    if (report.kind === 'begin') unit = report.unit;
    else if (report.kind === 'progress') progress({ room: 'analyse', message: report.message });
    else port1.postMessage(textsOf(trees, report.shas));
  });
  try {
    const sent = { ...task, port: port2 };
    const signals = AbortSignal.any([overtime.signal, signal]);
    return { result: await threads.run(sent, { transferList: [port2], signal: signals }) };
  } catch (error) {
    signal.throwIfAborted();
    return { stoppedAt: unit, why: messageOf(overtime.signal.aborted ? overtime.signal.reason : error) };
  } finally {
    clock.stop();
    port1.close();
  }
}

interface Retried {
  readonly result: unknown;
  readonly excluded: readonly WorkUnit[];
}

/**
 * Repeats a task without the pieces that stopped earlier attempts.
 *
 * @throws CannotReview where nothing more can be left out
 */
async function retryWithout(
  { onExcluded }: Limits,
  make: (excluded: readonly WorkUnit[]) => UnsentTask,
  attempt: (task: UnsentTask) => Promise<Attempted>,
): Promise<Retried> {
  const excluded: WorkUnit[] = [];
  for (;;) {
    const tried = await attempt(make(excluded));
    if ('result' in tried) return { result: tried.result, excluded };
    const { stoppedAt, why } = tried;
    if (stoppedAt === null || !canExclude(stoppedAt, excluded))
      throw new CannotReview(`the Go code could not be analysed: ${why}`);
    onExcluded?.(stoppedAt, why);
    excluded.push(stoppedAt);
  }
}

/** Symbols of a tree, asked in the threads. */
function createReferences(attempt: Attempt, tree: SourceTree, excluded: readonly WorkUnit[]): SymbolReferences {
  const message = withoutExcluded(toTreeMessage(tree), excluded);
  const ask = async <Method extends keyof SymbolReferences>(
    method: Method,
    ...args: Parameters<SymbolReferences[Method]>
  ): Promise<SymbolAnswer<Method>> => {
    const task: UnsentTask = { kind: 'query', tree: message, query: { method, args }, excluded };
    const tried = await attempt(task, [tree], () => {}, NEVER);
    if ('result' in tried) return tried.result as SymbolAnswer<Method>;
    throw new BadInput(`the symbols could not be read: ${tried.why}`);
  };
  return {
    callersOf: (importPath, name) => ask('callersOf', importPath, name),
    implementersOf: (importPath, name) => ask('implementersOf', importPath, name),
    reachOf: (path, line) => ask('reachOf', path, line),
    reachedBy: (point) => ask('reachedBy', point),
    entryPointsOf: (importPath) => ask('entryPointsOf', importPath),
    resourcesOf: (importPath) => ask('resourcesOf', importPath),
  };
}

type SymbolAnswer<Method extends keyof SymbolReferences> = Awaited<ReturnType<SymbolReferences[Method]>>;

type UnsentTask = Unsent<ThreadTask>;
type Unsent<T> = T extends ThreadTask ? Omit<T, 'port'> : never;

const NEVER = new AbortController().signal;

/** Ends an attempt that shows no sign of life for too long, or takes too long in all; begins with the first sign. */
function createClock(overtime: AbortController, pieceMs: number, attemptMs: number) {
  let piece: NodeJS.Timeout | undefined;
  let all: NodeJS.Timeout | undefined;
  let isStopped = false;
  const end = (ms: number) => () => overtime.abort(new Error(`it took longer than ${ms / 1_000} s`));
  return {
    touch() {
      // A report that was under way when the attempt ended starts nothing.
      if (isStopped) return;
      all ??= setTimeout(end(attemptMs), attemptMs);
      clearTimeout(piece);
      piece = setTimeout(end(pieceMs), pieceMs);
    },
    stop() {
      isStopped = true;
      clearTimeout(piece);
      clearTimeout(all);
    },
  };
}

function canExclude(unit: WorkUnit, excluded: readonly WorkUnit[]): boolean {
  const isOptional = unit.kind !== 'step' || (OPTIONAL_STEPS as readonly string[]).includes(unit.name);
  return isOptional && excluded.length < MAX_EXCLUDED && !excluded.some((one) => unitKey(one) === unitKey(unit));
}

/** Texts of blobs by SHA, as the trees hold them. */
export function textsOf(trees: readonly SourceTree[], shas: readonly Sha[]): TextDelivery {
  const wanted = new Set(shas);
  const texts = new Map<Sha, string>();
  for (const tree of trees)
    for (const path of tree.readable()) {
      const sha = tree.entries.get(path)?.sha;
      if (sha === undefined || !wanted.has(sha) || texts.has(sha)) continue;
      const text = tree.text(path);
      if (text !== undefined) texts.set(sha, text);
    }
  return [...texts];
}

function excludedFiles(excluded: readonly WorkUnit[]): SkippedFile[] {
  return excluded.filter(({ kind }) => kind === 'file').map(({ name: path }) => ({ path, reason: 'too-complex' }));
}

/** Changed files that were left out are not judged; steps and other files that were left out are named. */
function noteExcluded(architecture: Architecture, snapshot: Snapshot, excluded: readonly WorkUnit[]): Architecture {
  const judged = new Set(snapshot.reviewed.map(({ path }) => path));
  const unread = excludedFiles(excluded).filter(({ path }) => judged.has(path));
  const others = excluded.filter(({ kind, name }) => kind === 'document' || (kind === 'file' && !judged.has(name)));
  const steps = excluded.filter(({ kind }) => kind === 'step').map(({ name }) => STEP_NOTES[name as OptionalStep]);
  return {
    ...architecture,
    unread: [...architecture.unread, ...unread],
    ...(steps.length === 0 ? {} : { stepsLeftOut: steps }),
    notes: [...architecture.notes, ...others.map(noteOn)],
  };
}

const STEP_NOTES: Readonly<Record<OptionalStep, string>> = {
  api: 'The exported API was not compared: it is too large.',
  symbols: 'Callers and entry points were not looked for: there are too many.',
  'graph rules': 'The rules about the package graph were not run: it is too large.',
  rules: 'The rules about the code were not run: the change has too many cases.',
};

function noteOn({ kind, name }: WorkUnit): string {
  return kind === 'file'
    ? `\`${name}\` was not analysed: it is too complex.`
    : `\`${name}\` was not read for team rules: it is too complex.`;
}
