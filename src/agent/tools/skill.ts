// Tool Skill: shows the instructions for one kind of work.
import { z } from 'zod';
import type { Skill } from '../definition/built-in-agents.ts';
import { createTool, replyError, replyText, type Tool } from './tool.ts';

export function createSkillTool(skills: readonly Skill[]): Tool {
  const list = skills.map(({ name, description }) => `- ${name}: ${description}`).join('\n');
  return createTool({
    name: 'Skill',
    description: `Reads the instructions of a skill. Available:\n${list}`,
    input: z.object({ skill: z.string().max(100).describe('Name of the skill.') }),
    run: ({ skill }) => {
      const found = skills.find(({ name }) => name === skill);
      if (found !== undefined) return replyText(found.body);
      return replyError(`There is no skill "${skill}". Available: ${skills.map(({ name }) => name).join(', ')}.`);
    },
  });
}
