// The commands `ask` and `decide`: answer as the App does, on a local checkout. `decide` is the only command that
// writes files.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import { BadInput } from '../domain/errors.ts';
import type { GuidancePublisherPort, GuidePorts } from '../domain/ports.ts';
import { isRepositoryPath, MAX_QUESTION, type Question, type Task } from '../domain/question.ts';
import type { RepositoryName } from '../domain/review-request.ts';
import { openCheckout } from '../gather/checkout.ts';
import { guide } from '../guide.ts';
import { readConfig } from '../process/config.ts';
import { createFolderPublisher, inspectFolder } from '../publish/guidance/folder-publisher.ts';
import { createGuidancePrinter } from '../publish/terminal.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { createProgress } from './progress.ts';

const FORMATS = ['markdown', 'json'] as const;

/** Characters of a context file: about what a model can read of one. */
const MAX_CONTEXT = 100_000;

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'file not found',
  EISDIR: 'is a directory; name the file that describes the feature',
};

export interface AskOptions {
  readonly repo: string;
  readonly rev: string;
  readonly format: (typeof FORMATS)[number];
}

export interface DecideOptions {
  readonly repo: string;
  readonly rev: string;
  readonly context: string;
  readonly out: string;
  readonly replace: boolean;
}

export function addAskCommand(program: Command, context: CommandContext): void {
  program
    .command('ask')
    .description('answer a question about the architecture of a commit; needs a model')
    .argument('<question>', 'the question, in quotes')
    .option('--repo <dir>', 'the checkout', '.')
    .option('--rev <ref>', 'the commit', 'HEAD')
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('markdown'))
    .action((question: string, options: AskOptions) => askCheckout(question, options, context));
}

export function addDecideCommand(program: Command, context: CommandContext): void {
  program
    .command('decide')
    .description(
      'design the backend for a feature; writes architecture/backend-architecture.md and a section of ' +
        'architecture-decisions.md; needs a model',
    )
    .requiredOption('--context <file>', 'file that describes the feature')
    .requiredOption('--out <dir>', 'output directory; nothing outside it is written')
    .option('--repo <dir>', 'the checkout', '.')
    .option('--rev <ref>', 'the commit', 'HEAD')
    .option('--replace', 'overwrite a backend-architecture.md that was written or edited by someone else', false)
    .action((options: DecideOptions) => decideCheckout(options, context));
}

/** Prints the answer to a question about a commit. @throws BadInput, CannotReview, TryLater */
export async function askCheckout(input: string, options: AskOptions, context: CommandContext): Promise<void> {
  const question = input.trim();
  const { length } = question;
  if (length === 0) throw new BadInput('the question is empty. Example: architect ask "Where should retries live?"');
  if (length > MAX_QUESTION) {
    const limit = `the limit is ${MAX_QUESTION}. Move details to a file.`;
    throw new BadInput(`the question has ${length} characters; ${limit}`);
  }
  await guideCheckout({ kind: 'ask', question }, options, context, (write) =>
    createGuidancePrinter(options.format, write),
  );
}

/** Writes the two documents of a decision and prints their paths. @throws BadInput, CannotReview, TryLater */
export async function decideCheckout(options: DecideOptions, context: CommandContext): Promise<void> {
  const text = await readContext(options.context);
  const dir = path.resolve(options.out);
  const { decisions } = await inspectFolder(dir, options.replace);
  const task: Task = {
    kind: 'decide',
    context: toRepositoryPath(options.repo, options.context, 'context.md'),
    into: toRepositoryPath(options.repo, options.out, 'out'),
    brought: { context: text, decisions },
  };
  await guideCheckout(task, options, context, (write) =>
    createFolderPublisher({ dir, replace: options.replace, write }),
  );
}

async function guideCheckout(
  task: Task,
  { repo, rev }: { readonly repo: string; readonly rev: string },
  { env, openModel, write }: CommandContext,
  createPublisher: (write: (text: string) => void) => GuidancePublisherPort,
): Promise<void> {
  const config = readConfig(env);
  const { budget, models } = config;
  const repository = await openCheckout(repo);
  const analyser = createAnalysisPool({ threads: 1 });
  const progress = createProgress();
  const signal = AbortSignal.any([interrupt.signal, AbortSignal.timeout(budget.deadlineMs)]);
  const publisher = createPublisher((text) => {
    progress.stop();
    write(text);
  });
  try {
    const ports: GuidePorts = {
      repository,
      analyser,
      model: await openModel(config),
      publisher,
      step: (_name, work) => work(signal),
      progress: progress.show,
    };
    const question = createLocalQuestion(repository.name, rev, task);
    await guide(ports, { budget, models, signal, now: Date.now }, question);
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}

function createLocalQuestion(repository: RepositoryName, rev: string, task: Task): Question {
  return {
    id: 'local',
    installationId: null,
    repository,
    place: null,
    rev,
    task,
    requestedBy: null,
    requestedAt: new Date().toISOString(),
  };
}

async function readContext(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = READ_ERRORS[error.code ?? ''] ?? `cannot be read (${error.code})`;
    throw new BadInput(`--context ${file}: ${why}`);
  });
  if (text.length <= MAX_CONTEXT) return text;
  throw new BadInput(`--context ${file} has ${text.length} characters; the limit is ${MAX_CONTEXT}. Shorten it.`);
}

/** The path relative to the repository, for the model and the reader; the base name of a path outside of it. */
function toRepositoryPath(repo: string, file: string, fallback: string): string {
  const relative = path.relative(path.resolve(repo), path.resolve(file)).split(path.sep).join('/');
  if (isRepositoryPath(relative)) return relative;
  const name = path.basename(path.resolve(file));
  return isRepositoryPath(name) ? name : fallback;
}
