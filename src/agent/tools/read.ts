// Tool Read: shows a file at the head, or a design document at the base, with line numbers.
import { z } from 'zod';
import { MAX_LINE, showLine, toNumberedLines } from '../safety/untrusted-text.ts';
import { createTool, MAX_REPLY, replyError, replyText, type Tool } from './tool.ts';
import { explainMissing, ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const DEFAULT_LINES = 2_000;

const Input = z.object({
  file_path: z.string().min(1).max(4_096).describe('Path of the file, absolute or from the repository root.'),
  offset: z.coerce.number().int().min(0).optional().describe('Line number to start at.'),
  at: z.enum(['head', 'base']).default('head').describe('"base": as it was before the pull request.'),
  limit: z.coerce.number().int().min(1).max(10_000).optional().describe('How many lines to read.'),
});

export function createReadTool(workspace: Workspace): Tool {
  return createTool({
    name: 'Read',
    description:
      `Reads a text file of the repository (rooted at ${ROOT}) at the head of the pull request; design documents are ` +
      'shown as they are at the base. Every line starts with its number and a tab. ' +
      `Reads ${DEFAULT_LINES} lines by default.`,
    input: Input,
    run: ({ file_path, at, offset = 1, limit = DEFAULT_LINES }) => {
      const path = toRepositoryPath(file_path);
      if (path === null) return replyError(`Path is outside the repository; use a path below ${ROOT}.`);
      if (at === 'base') {
        const text = workspace.readBefore(path);
        if (text === undefined) return replyError(`"${path}" did not exist before the change, or was not loaded.`);
        return show(text, '(as it was before the change)', Math.max(offset, 1), limit);
      }
      const file = workspace.read(path);
      if (file.kind === 'missing') return replyError(explainMissing(workspace, path));
      if (file.kind === 'not-read') return replyError(`"${path}" cannot be read: ${file.why}.`);
      return show(file.text, file.note, Math.max(offset, 1), limit);
    },
  });
}

function show(text: string, note: string | null, offset: number, limit: number) {
  const lines = toNumberedLines(text);
  if (lines.length === 0) return replyText('(The file is empty.)');
  if (offset > lines.length)
    return replyError(`The file has ${lines.length} lines. Use an offset of at most ${lines.length}.`);
  const shown: string[] = [];
  let size = 0;
  let hasCut = false;
  for (const line of lines.slice(offset - 1, offset - 1 + limit)) {
    const row = `${line.label.padStart(6)}\t${showLine(line.text)}`;
    size += row.length + 1;
    if (size > MAX_REPLY && shown.length > 0) break;
    shown.push(row);
    hasCut ||= line.text.length > MAX_LINE;
  }
  const next = offset + shown.length;
  const rest = lines.length - next + 1;
  const more = rest > 0 ? [`(${rest} more line${rest === 1 ? '' : 's'}. Continue with offset ${next}.)`] : [];
  const tail = `sed -n 7p FILE | cut -c ${MAX_LINE + 1}-`;
  const cut = hasCut ? [`(Lines are cut after ${MAX_LINE} characters. See the rest with Bash: ${tail})`] : [];
  return replyText([...(note === null ? [] : [note]), ...shown, ...cut, ...more].join('\n'));
}
