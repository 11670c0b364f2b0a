// Skill: instructions for one kind of work, read when they are needed.
import { z } from 'zod';
import { createTool, refuse, reply, type Tool } from './tool.ts';

export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly body: string;
}

export function createSkill(skills: readonly Skill[]): Tool {
  const list = skills.map(({ name, description }) => `- ${name}: ${description}`).join('\n');
  return createTool({
    name: 'Skill',
    description: `Reads the instructions of a skill. There are:\n${list}`,
    input: z.object({ skill: z.string().max(100).describe('Name of the skill.') }),
    run: ({ skill }) => {
      const found = skills.find(({ name }) => name === skill);
      if (found !== undefined) return reply(found.body);
      return refuse(`There is no skill "${skill}". There are: ${skills.map(({ name }) => name).join(', ')}.`);
    },
  });
}
