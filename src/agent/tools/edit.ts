// Tool Edit: replaces exact text in a file of the scratch copy; the repository is never changed.
import { z } from 'zod';
import { createTool, replyError, replyText, type Tool } from './tool.ts';
import { explainMissing, ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const Input = z.object({
  file_path: z.string().min(1).max(4_096).describe('Path of the file, absolute or from the repository root.'),
  old_string: z.string().max(400_000).describe('The text to replace, exactly as in the file, without line numbers.'),
  new_string: z.string().max(400_000).describe('The replacement.'),
  replace_all: z.boolean().default(false).describe('Replace every occurrence.'),
});

/** Far more than the scratch copy takes. */
const MAX_EDITED_CHARACTERS = 10_000_000;

export function createEditTool(workspace: Workspace): Tool {
  return createTool({
    name: 'Edit',
    description:
      `Replaces text in a file below ${ROOT}, in a scratch copy that your other tools see. ` +
      'The repository is unchanged.',
    input: Input,
    run: ({ file_path, old_string, new_string, replace_all }) => {
      const path = toRepositoryPath(file_path);
      if (path === null || path === '') return replyError(`Give the path of a file below ${ROOT}.`);
      if (old_string === new_string) return replyError('old_string and new_string are the same. Nothing was changed.');
      const file = readForEdit(workspace, path, old_string);
      if ('problem' in file) return replyError(file.problem);
      const edited = replace(file.text, old_string, new_string, replace_all);
      if ('problem' in edited) return replyError(edited.problem);
      const full = workspace.write(path, edited.text);
      return full === null ? replyText(`Changed ${path} in the scratch copy.`) : replyError(full);
    },
  });
}

/** An empty `old_string` creates a file that does not exist. */
function readForEdit(workspace: Workspace, path: string, oldText: string): { text: string } | { problem: string } {
  const file = workspace.read(path);
  if (file.kind === 'text') return { text: file.text };
  if (file.kind === 'not-read') return { problem: `"${path}" cannot be edited: ${file.why}.` };
  return oldText === '' ? { text: '' } : { problem: explainMissing(workspace, path) };
}

function replace(text: string, from: string, to: string, all: boolean): { text: string } | { problem: string } {
  if (from === '') {
    return text === '' ? { text: to } : { problem: 'old_string is empty, but the file is not. Say what to replace.' };
  }
  const parts = text.split(from);
  const count = parts.length - 1;
  if (count === 0) return { problem: 'old_string does not occur in the file. Read it, and copy the text exactly.' };
  if (count > 1 && !all) {
    return {
      problem: `old_string occurs ${count} times. Include more of the surrounding text, or set replace_all.`,
    };
  }
  // Joined, it could fill the memory before anybody looks at its size.
  if (text.length + count * (to.length - from.length) > MAX_EDITED_CHARACTERS) {
    return { problem: `The file would have more than ${MAX_EDITED_CHARACTERS} characters. Nothing was changed.` };
  }
  return { text: parts.join(to) };
}
