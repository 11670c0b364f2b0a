// Error for an agent file that cannot be used, with the line and what to do about it.
import { BadInput } from '../../domain/errors.ts';

/** Its message is "path:line: problem". */
export class BadAgentFile extends BadInput {
  /** 1-based. */
  readonly line: number;
  /** What is wrong and what to do, in sentences. */
  readonly problem: string;
  constructor(path: string, line: number, problem: string) {
    super(`${path}:${line}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}
