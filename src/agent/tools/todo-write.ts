// Tool TodoWrite: keeps the model's task list and shows it to people who wait for the review.
import { z } from 'zod';
import type { Progress, Todo } from '../../domain/ports.ts';
import { oneLine } from '../../text/sanitize.ts';
import { createTool, replyText, type Tool } from './tool.ts';

const Input = z.object({
  todos: z
    .array(
      z.object({
        content: z.string().min(1).max(500).describe('Task: "Check the callers of Put".'),
        status: z.enum(['pending', 'in_progress', 'completed']),
        activeForm: z
          .string()
          .max(500)
          .optional()
          .describe('The task while in progress: "Checking the callers of Put".'),
      }),
    )
    .max(50)
    .describe('The whole list, each time.'),
});

const STATES = { pending: 'pending', in_progress: 'in-progress', completed: 'done' } as const;

export function createTodoWriteTool(progress: Progress): Tool {
  return createTool({
    name: 'TodoWrite',
    description: 'Keeps your task list, which people who wait for the review can see.',
    input: Input,
    run: ({ todos }) => {
      const done = todos.filter(({ status }) => status === 'completed').length;
      const current = todos.find(({ status }) => status === 'in_progress');
      const message =
        current === undefined ? 'the architect plans' : oneLine(current.activeForm ?? current.content, 120);
      const list = todos.map(({ content, status }): Todo => ({ text: oneLine(content, 160), state: STATES[status] }));
      progress({ room: 'agent', message, done, total: todos.length, todos: list });
      return replyText(`List saved: ${done} of ${todos.length} done.`);
    },
  });
}
