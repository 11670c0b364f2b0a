// Bash, BashOutput and KillBash: commands in the shell, and what those in the background have put out.
import { RE2JS } from 're2js';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { createShell, MAX_TIMEOUT_MS } from './shell.ts';
import { createTool, replyError, replyText, type Tool, type ToolReply } from './tool.ts';
import { ROOT, type Workspace } from './workspace.ts';

const MAX_BACKGROUND = 20;

const BashInput = z.object({
  command: z.string().min(1).max(20_000).describe('The command to run.'),
  timeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe(`Milliseconds; at most ${MAX_TIMEOUT_MS} count.`),
  description: z.string().max(500).optional().describe('What the command does, in a few words.'),
  run_in_background: z.boolean().default(false).describe('Keep the output for BashOutput instead of showing it.'),
});
const OutputInput = z.object({
  bash_id: z.string().max(100).describe('Id of the background command.'),
  filter: z
    .string()
    .max(500)
    .optional()
    .describe('Show only lines that match this regular expression (RE2 syntax); the others are gone.'),
});
const KillInput = z.object({ shell_id: z.string().max(100).describe('Id of the background command.') });

/** The three tools, on one shell. */
export function createBashTools(workspace: Workspace): Tool[] {
  const shell = createShell(workspace);
  const background = new Map<string, ToolReply>();
  const bash = createTool({
    name: 'Bash',
    description: `Runs a command in a small shell that holds the texts of the repository in memory, at ${ROOT}. Usual text commands are there; git, go, network and processes are not. What it writes stays in a scratch copy.`,
    input: BashInput,
    run: async ({ command, timeout = MAX_TIMEOUT_MS, run_in_background }, signal) => {
      const answer = await shell.run(command, Math.min(timeout, MAX_TIMEOUT_MS), signal);
      if (!run_in_background) return answer;
      if (background.size >= MAX_BACKGROUND)
        return replyError('Too many commands are kept. Take the output of one with BashOutput.');
      const id = `bash_${background.size + 1}`;
      background.set(id, answer);
      return replyText(`Runs in the background as ${id}. Take its output with BashOutput.`);
    },
  });
  return [bash, createBashOutput(background), createKillBash(background)];
}

/** Commands are over within seconds, so one in the background has ended by the time it is asked for. */
function createBashOutput(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'BashOutput',
    description: 'Shows the output of a command that was run in the background, once.',
    input: OutputInput,
    run: ({ bash_id, filter }) => {
      const kept = background.get(bash_id);
      if (kept === undefined) return replyError(unknownShell(bash_id, background));
      const expression = filter === undefined ? null : compile(filter);
      if (typeof expression === 'string') return replyError(expression);
      background.set(bash_id, replyText('(No new output: the command has ended.)'));
      if (expression === null) return kept;
      const lines = kept.text.split('\n').filter((line) => expression.matcher(line).find());
      return { ...kept, text: lines.length === 0 ? '(No line matches.)' : lines.join('\n') };
    },
  });
}

/** The expression, or a sentence that says what is wrong with it. */
function compile(filter: string): RE2JS | string {
  try {
    return RE2JS.compile(filter);
  } catch (error) {
    return `The filter was not understood: ${messageOf(error)}. Use RE2 syntax, and escape characters such as ( { [ . with a backslash.`;
  }
}

function createKillBash(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'KillBash',
    description: 'Ends a command that was run in the background.',
    input: KillInput,
    run: ({ shell_id }) => {
      if (!background.has(shell_id)) return replyError(unknownShell(shell_id, background));
      background.set(shell_id, replyText('(The command was ended.)'));
      return replyText(`${shell_id} was ended.`);
    },
  });
}

function unknownShell(id: string, background: ReadonlyMap<string, ToolReply>): string {
  const ids = [...background.keys()].join(', ') || 'none';
  return `There is no background command "${id}". There are: ${ids}.`;
}
