// The commands `ask` and `decide`: the same guidance as the App's, on a local checkout. `decide` is the only command that writes.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import { BadInput } from '../domain/errors.ts';
import type { GuidancePublisherPort, GuidePorts } from '../domain/ports.ts';
import { isRepositoryPath, MAX_QUESTION, type Question, type Task } from '../domain/question.ts';
import { openCheckout } from '../gather/checkout.ts';
import { guide } from '../guide.ts';
import { readConfig } from '../process/config.ts';
import { createFolderPublisher, inspectFolder } from '../publish/guidance/folder-publisher.ts';
import { createGuidancePrinter } from '../publish/terminal.ts';
import { createProgress, interrupt, type Surroundings } from './progress.ts';

export interface AskOptions {
  readonly repo: string;
  readonly rev: string;
  readonly format: 'markdown' | 'json';
}

export interface DecideOptions {
  readonly repo: string;
  readonly rev: string;
  readonly context: string;
  readonly out: string;
  readonly replace: boolean;
}

const WHY_UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory; name the file in it that describes the feature',
};

/** Characters of a context file: what a model can read of one. */
const MAX_CONTEXT = 100_000;

/** Answers a question about a commit, on stdout. @throws BadInput, CannotReview, TryLater */
export async function askCheckout(question: string, options: AskOptions, here: Surroundings): Promise<void> {
  const words = question.trim();
  if (words === '') throw new BadInput('there is no question: architect ask "Where should retries live?"');
  if (words.length > MAX_QUESTION) {
    throw new BadInput(
      `the question has ${words.length} characters; the most are ${MAX_QUESTION}. Put the rest into a file.`,
    );
  }
  await guideCheckout({ kind: 'ask', question: words }, options, here, (write) =>
    createGuidancePrinter(options.format, write),
  );
}

/** Writes the two documents of a decision, and says what it wrote. @throws BadInput, CannotReview, TryLater */
export async function decideCheckout(options: DecideOptions, here: Surroundings): Promise<void> {
  const context = await readContext(options.context);
  const dir = path.resolve(options.out);
  const { decisions } = await inspectFolder(dir, options.replace);
  const task: Task = {
    kind: 'decide',
    context: nameIn(options.repo, options.context, 'context.md'),
    into: nameIn(options.repo, options.out, 'out'),
    brought: { context, decisions },
  };
  await guideCheckout(task, options, here, (write) => createFolderPublisher({ dir, replace: options.replace, write }));
}

async function guideCheckout(
  task: Task,
  { repo, rev }: { readonly repo: string; readonly rev: string },
  { env, openModel, write }: Surroundings,
  createPublisher: (write: (text: string) => void) => GuidancePublisherPort,
): Promise<void> {
  const config = readConfig(env);
  const repository = await openCheckout(repo);
  const progress = createProgress();
  const signal = AbortSignal.any([interrupt.signal, AbortSignal.timeout(config.budget.deadlineMs)]);
  const publisher = createPublisher((text) => {
    progress.stop();
    write(text);
  });
  const question: Question = {
    id: 'local',
    installationId: null,
    repository: repository.name,
    place: null,
    rev,
    task,
    requestedBy: null,
    requestedAt: new Date().toISOString(),
  };
  const analyser = createAnalysisPool({ threads: 1 });
  try {
    const { budget, models } = config;
    const ports: GuidePorts = {
      repository,
      analyser,
      model: await openModel(config),
      publisher,
      step: (_name, work) => work(signal),
      progress: progress.show,
    };
    await guide(ports, { budget, models, signal, now: Date.now }, question);
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}

async function readContext(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = WHY_UNREADABLE[error.code ?? ''] ?? `it cannot be read (${error.code})`;
    throw new BadInput(`--context ${file}: ${why}`);
  });
  if (text.length <= MAX_CONTEXT) return text;
  throw new BadInput(`--context ${file} has ${text.length} characters; the most are ${MAX_CONTEXT}. Shorten it.`);
}

/** The path as the repository would name it, for the model and the reader; its last name where it lies elsewhere. */
function nameIn(repo: string, file: string, otherwise: string): string {
  const inside = path.relative(path.resolve(repo), path.resolve(file)).split(path.sep).join('/');
  if (isRepositoryPath(inside)) return inside;
  const name = path.basename(path.resolve(file));
  return isRepositoryPath(name) ? name : otherwise;
}
