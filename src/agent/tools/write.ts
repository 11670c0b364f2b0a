// Tool Write: writes a file of the scratch copy; the repository is never changed.
import { z } from 'zod';
import { createTool, replyError, replyText, type Tool } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const Input = z.object({
  file_path: z.string().min(1).max(4_096).describe('Path of the file, absolute or from the repository root.'),
  content: z.string().max(400_000).describe('The whole text of the file.'),
});

export function createWriteTool(workspace: Workspace): Tool {
  return createTool({
    name: 'Write',
    description: `Writes a file below ${ROOT}, in a scratch copy that your other tools see, not in the repository.`,
    input: Input,
    run: ({ file_path, content }) => {
      const path = toRepositoryPath(file_path);
      if (path === null || path === '') return replyError(`Give the path of a file below ${ROOT}.`);
      const existed = workspace.read(path).kind === 'text';
      const full = workspace.write(path, content);
      if (full !== null) return replyError(full);
      return replyText(
        `${existed ? 'Replaced' : 'Created'} ${path} in the scratch copy (${content.length} characters).`,
      );
    },
  });
}
