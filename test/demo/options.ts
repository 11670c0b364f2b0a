// What may be asked of the demo on its command line.
import { parseArgs } from 'node:util';

export interface Options {
  /** null: the sample. */
  readonly repo: { readonly dir: string; readonly base: string | null; readonly head: string } | null;
  /** Whether the author pushes again. Sample only. */
  readonly push: boolean;
  /** Whether prepared text takes the place of the model. Sample only. */
  readonly scripted: boolean;
  readonly page: string;
}

export const USAGE = `npm run demo                         reviews a pull request of the sample service
npm run demo -- --push               … whose author then pushes again
npm run demo -- --scripted-model     … with prepared text in place of a model's judgement
npm run demo -- --repo DIR [--base REF] [--head REF]
                                     reviews a range of your own repository, which is only read

--page FILE   where the page of the conversation goes (report/demo.html)

With ANTHROPIC_API_KEY set, the real model judges; without it, the review is facts only.
`;

/** The command line was wrong; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns null when only help is wanted. @throws UsageError */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args);
  if (values.help === true) return null;
  const { repo: dir } = values;
  if (dir === undefined && (values.base !== undefined || values.head !== undefined)) {
    throw new UsageError('--base and --head say what to review in a repository of yours: add --repo DIR.');
  }
  if (dir !== undefined && (values.push === true || values['scripted-model'] === true)) {
    throw new UsageError(
      '--push and --scripted-model are prepared for the sample: leave them out, or leave --repo out.',
    );
  }
  return {
    repo: dir === undefined ? null : { dir, base: values.base ?? null, head: values.head ?? 'HEAD' },
    push: values.push ?? false,
    scripted: values['scripted-model'] ?? false,
    page: values.page ?? 'report/demo.html',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        repo: { type: 'string' },
        base: { type: 'string' },
        head: { type: 'string' },
        push: { type: 'boolean' },
        'scripted-model': { type: 'boolean' },
        page: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
