// Tools Bash, BashOutput and KillBash: run commands in the shell, also in the background.
import { z } from 'zod';
import { openSearch } from './search.ts';
import { createShell, MAX_TIMEOUT_MS } from './shell.ts';
import { createTool, replyError, replyText, type Tool, type ToolReply } from './tool.ts';
import { ROOT, type Workspace } from './workspace.ts';

const MAX_BACKGROUND = 20;
/** The longest that a filter may take, in milliseconds. */
const MAX_FILTER_MS = 5_000;

const BashInput = z.object({
  command: z.string().min(1).max(20_000).describe('The command to run.'),
  timeout: z.coerce.number().int().min(1).max(600_000).optional().describe(`Milliseconds, at most ${MAX_TIMEOUT_MS}.`),
  description: z.string().max(500).optional().describe('What the command does, in a few words.'),
  run_in_background: z.boolean().default(false).describe('Keep the output for BashOutput instead of showing it.'),
});
const OutputInput = z.object({
  bash_id: z.string().max(100).describe('Id of the background command.'),
  filter: z
    .string()
    .max(500)
    .optional()
    .describe('Show only lines that match this regular expression (RE2 syntax); the others are discarded.'),
});
const KillInput = z.object({ shell_id: z.string().max(100).describe('Id of the background command.') });

/** Creates the three tools, which share one shell. */
export function createBashTools(workspace: Workspace): Tool[] {
  const shell = createShell(workspace);
  const background = new Map<string, ToolReply>();
  const bash = createTool({
    name: 'Bash',
    description:
      `Runs a command in a small shell on an in-memory copy of the repository's text files at ${ROOT}. Common text ` +
      'commands work; git, go, network and processes are not available. Writes stay in a scratch copy.',
    input: BashInput,
    run: async ({ command, timeout = MAX_TIMEOUT_MS, run_in_background }, signal) => {
      const answer = await shell.run(command, Math.min(timeout, MAX_TIMEOUT_MS), signal);
      if (!run_in_background) return answer;
      if (background.size >= MAX_BACKGROUND)
        return replyError('Too many background commands. Read the output of one with BashOutput.');
      const id = `bash_${background.size + 1}`;
      background.set(id, answer);
      return replyText(`Running in the background as ${id}. Read its output with BashOutput.`);
    },
  });
  return [bash, createBashOutput(background), createKillBash(background)];
}

/** Commands take seconds at most, so one in the background has ended by the time its output is read. */
function createBashOutput(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'BashOutput',
    description: 'Shows the output of a background command, once.',
    input: OutputInput,
    run: async ({ bash_id, filter }, signal) => {
      const kept = background.get(bash_id);
      if (kept === undefined) return replyError(unknownShell(bash_id, background));
      const shown = filter === undefined ? kept : await keepLines(kept, filter, signal);
      if (typeof shown === 'string') return replyError(shown);
      background.set(bash_id, replyText('(No new output: the command has ended.)'));
      return shown;
    },
  });
}

/** The lines that match, or a sentence that explains what is wrong with the filter. */
async function keepLines(reply: ToolReply, filter: string, signal: AbortSignal): Promise<ToolReply | string> {
  const task = { pattern: filter, ignoreCase: false, multiline: false, firstOnly: false, maxFileMs: MAX_FILTER_MS };
  const search = await openSearch(task, MAX_FILTER_MS, signal);
  if ('problem' in search) {
    return `Invalid filter: ${search.problem}. Use RE2 syntax; escape ( { [ . and the like with a backslash.`;
  }
  try {
    const [found] = (await search.find([reply.text])) ?? [];
    if (found === undefined) return 'The filter timed out. Use a simpler one; the output is kept.';
    const lines = reply.text.split('\n');
    const shown = found.lines.map((at) => lines[at]);
    return { ...reply, text: shown.length === 0 ? '(No line matches.)' : shown.join('\n') };
  } finally {
    await search.close();
  }
}

function createKillBash(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'KillBash',
    description: 'Ends a background command.',
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
