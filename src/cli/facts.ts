// The command `facts`: the architecture of one commit, for programs or as a picture.
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import { BadInput } from '../domain/errors.ts';
import type { Step } from '../domain/ports.ts';
import { openCheckout } from '../gather/checkout.ts';
import { gather } from '../gather/gather.ts';
import { drawGraphAsDot, drawGraphAsMermaid } from '../publish/publish.ts';
import { factsDocument } from './facts-json.ts';
import { localRequest } from './local-request.ts';
import { createProgress, interrupt, type Surroundings } from './progress.ts';

export interface FactsOptions {
  readonly repo: string;
  readonly rev: string;
  readonly format: 'json' | 'mermaid' | 'dot';
}

/** Prints what is true of one commit. @throws BadInput, CannotReview */
export async function printFacts(options: FactsOptions, { write }: Surroundings): Promise<void> {
  const repository = await openCheckout(options.repo);
  const progress = createProgress();
  const { signal } = interrupt;
  const analyser = createAnalysisPool({ threads: 1 });
  try {
    const request = localRequest(repository.name, { base: options.rev, head: options.rev });
    const target = await repository.target(request, signal);
    const step: Step = (_name, work) => work(signal);
    const snapshot = await gather({ repository, step, progress: progress.show }, target, signal);
    const described = await analyser.describeTree(snapshot.head, snapshot.settings, signal);
    progress.stop();
    if (described.graph.modules.length === 0) {
      throw new BadInput('there is no go.mod at this commit, so there are no packages: name another with --rev');
    }
    if (options.format === 'mermaid') write(drawGraphAsMermaid(described));
    else if (options.format === 'dot') write(drawGraphAsDot(described));
    else write(JSON.stringify(await factsDocument(target.head, described), null, 2));
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}
