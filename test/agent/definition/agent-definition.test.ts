import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAgent } from '../../../src/agent/agent.ts';
import { BadInput } from '../../../src/domain/errors.ts';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('an agent file', () => {
  test('the seed loads as it stands, although its description is no YAML', async () => {
    const agent = readAgent(await read('test/fixtures/agents/seed.md'), 'seed.md');
    expect({
      ...agent,
      body: agent.body.split('\n')[0],
      description: agent.description.slice(0, 60),
    }).toMatchInlineSnapshot(`
{
  "allTools": false,
  "body": "You are an elite Go backend architect with deep expertise in building scalable, secure, and performant backend systems. You specialize in the Chariot platform ecosystem and understand its unique requirements for security tooling, attack surface management, and enterprise-scale serverless applications.",
  "capabilities": [
    "microservices-architecture",
    "api-patterns",
    "performance-optimization",
    "concurrency-patterns",
    "serverless-design",
  ],
  "color": "green",
  "description": "Use this agent when you need expert guidance on Go backend a",
  "disallowedTools": [],
  "domains": [
    "backend",
    "go-architecture",
    "microservices",
    "api-design",
    "scalability",
  ],
  "examples": [
    {
      "assistant": "I'll use the go-backend-architect2 agent to design a comprehensive backend architecture for your user management system",
      "commentary": "Since the user needs architectural guidance for a Go backend system, use the go-backend-architect2 agent to provide expert system design and architectural recommendations.",
      "context": "User is designing a new microservices architecture for their Go application.",
      "user": "I need to design a scalable backend architecture for a user management system with authentication, authorization, and user profiles",
    },
    {
      "assistant": "Let me use the go-backend-architect2 agent to review your API architecture and provide recommendations for improvement",
      "commentary": "Since the user needs architectural review of their Go backend, use the go-backend-architect2 agent to analyze the code structure and provide architectural guidance.",
      "context": "User has written a Go API and wants architectural review.",
      "user": "I've built this REST API in Go but I'm concerned about the structure and scalability. Can you review the architecture?",
    },
  ],
  "file": "seed.md",
  "model": "sonnet[1m]",
  "name": "go-backend-architect",
  "other": {},
  "specializations": [
    "chariot-platform-ecosystem",
    "attack-surface-management",
    "enterprise-serverless",
    "security-tooling",
  ],
  "tools": [
    "Bash",
    "BashOutput",
    "Glob",
    "Grep",
    "KillBash",
    "Read",
    "TodoWrite",
    "Write",
    "Edit",
  ],
  "type": "architect",
}
`);
    expect(agent.body).toContain('## Backend Architecture Recommendations');
    expect(agent.body).toContain('return &asset, nil');
  });

  test('the built-in architect is all that the seed is', async () => {
    const seed = readAgent(await read('test/fixtures/agents/seed.md'), 'seed.md');
    const ours = readAgent(await read('agents/go-backend-architect.md'), 'ours.md');
    const { name, type, domains, capabilities, specializations, tools, model, color } = seed;
    expect(ours).toMatchObject({ name, type, domains, capabilities, specializations, tools, model, color });
    expect(ours.examples.length).toBeGreaterThanOrEqual(seed.examples.length);
    const format = seed.body.split('## Backend Architecture Recommendations')[1]?.split('```')[0] ?? '';
    const sections = [...format.matchAll(/^### .+$/gm)].map(([title]) => title);
    expect(sections).toHaveLength(6);
    for (const section of sections) expect(ours.body).toContain(section);
    const script = [...seed.body.matchAll(/REPO_ROOT\/([\w./-]+)/g)].map(([, path]) => path ?? '');
    expect(script).toHaveLength(5);
    for (const path of script) expect(ours.body).toContain(path);
  });

  const body = '\n---\nYou review Go.\n';

  test.each([
    ['YAML', `---\nname: a\ntools: [Read, Grep]\nmodel: opus${body}`],
    ['lists in lines', `---\nname: a\ntools:\n  - Read\n  - Grep\nmodel: opus${body}`],
    ['a comma-separated list', `---\nname: a\ntools: Read, Grep\nmodel: "opus"${body}`],
    ['CRLF', `---\nname: a\ntools: Read, Grep\nmodel: opus${body}`.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF---\nname: a\ntools: Read, Grep\nmodel: opus${body}`],
    [
      'a description that is no YAML',
      `---\nname: a\ndescription: Use: this: often "x"\ntools: Read, Grep\nmodel: opus${body}`,
    ],
    ['tabs', `---\nname:\ta\ndescription: b: c\ntools:\tRead, Grep\nmodel:\topus${body}`],
    [
      'no YAML and a list in lines',
      `---\nname: a\ndescription: b: c\ntools:\n  - Read\n  - "Grep"\nmodel: 'opus'${body}`,
    ],
    ['no YAML and a list in brackets', `---\nname: a\ndescription: b: c\ntools: [Read, "Grep"]\nmodel: opus${body}`],
    ['blank lines before it', `\n\n---\nname: a\ntools: Read, Grep\nmodel: opus${body}`],
  ])('reads the same from %s', (_, text) => {
    expect(readAgent(text, 'a.md')).toMatchObject({
      name: 'a',
      tools: ['Read', 'Grep'],
      model: 'opus',
      body: 'You review Go.',
    });
  });

  test('a dialogue over several lines in a description is no set of fields', () => {
    const text = `---
name: a
description: Use it so: often. Examples: <example>
Context: a service.
model: theirs.
user: 'hello: you'
assistant: 'I will'
</example>
color: blue
tools: Read${body}`;
    const agent = readAgent(text, 'a.md');
    expect(agent).toMatchObject({ color: 'blue', tools: ['Read'] });
    expect(agent.examples).toEqual([
      { context: 'a service.\nmodel: theirs.', user: 'hello: you', assistant: 'I will', commentary: '' },
    ]);
  });

  test('reads the same however it is written: lists, line ends, tabs, quotes, marks, and a description that is YAML or not', () => {
    const word = fc
      .stringMatching(/^[a-z][a-z0-9-]{1,12}$/)
      .filter((text) => !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(text));
    const words = fc.array(word, { minLength: 1, maxLength: 4 });
    const description = fc
      .array(
        fc.constantFrom(
          'Use it',
          'when: often',
          "user: 'hi'",
          '<example>a: b</example>',
          '"quoted"',
          '{x}',
          '# no',
          '- dash',
          'tab\there',
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => `For ${parts.join(' ')}.`);
    const list = fc.constantFrom(
      (items: readonly string[]) => items.join(', '),
      (items: readonly string[]) => items.join(','),
      (items: readonly string[]) => `[${items.join(', ')}]`,
      (items: readonly string[]) => `[${items.map((item) => `"${item}"`).join(', ')}]`,
      (items: readonly string[]) => items.map((item) => `\n  - ${item}`).join(''),
      (items: readonly string[]) => items.map((item) => `\n- '${item}'`).join(''),
    );
    const blank = fc.constantFrom(' ', '  ', '\t');
    const end = fc.constantFrom('\n', '\r\n');
    const mark = fc.constantFrom('', '\uFEFF', '\n\n');
    const agent = fc.record({ name: word, description, tools: words, domains: words, model: word, extra: word });
    fc.assert(
      fc.property(agent, fc.record({ tools: list, domains: list, blank, end, mark }), (is, style) => {
        const fields = [
          `name:${style.blank}${is.name}`,
          `description: ${is.description}`,
          `tools:${style.blank}${style.tools(is.tools)}`,
          `domains:${style.blank}${style.domains(is.domains)}`,
          `x-own:${style.blank}${is.extra}`,
          `model:${style.blank}'${is.model}'`,
        ];
        const text = `${style.mark}---\n${fields.join('\n')}\n---\n\nYou judge.\n`.replaceAll('\n', style.end);
        const { name, tools, domains, model, other, body } = readAgent(text, 'a.md');
        expect({ name, tools, domains, model, other, body }).toEqual({
          name: is.name,
          tools: is.tools,
          domains: is.domains,
          model: is.model,
          other: { 'x-own': is.extra },
          body: 'You judge.',
        });
      }),
    );
  });

  test('unknown fields are kept, and missing ones are empty', () => {
    const agent = readAgent(`---\nname: a\npermissionMode: plan\nhooks: {PreToolUse: [x]}${body}`, 'a.md');
    expect(agent.other).toEqual({ permissionMode: 'plan', hooks: { PreToolUse: ['x'] } });
    expect(agent).toMatchObject({
      type: '',
      description: '',
      domains: [],
      tools: [],
      allTools: true,
      model: null,
      color: null,
    });
  });

  test('rules on tools keep their commas', () => {
    const agent = readAgent(`---\nname: a\ntools: Bash(git log:*, git diff:*), Read${body}`, 'a.md');
    expect(agent.tools).toEqual(['Bash(git log:*, git diff:*)', 'Read']);
  });

  test('a very long description is read', () => {
    const description = `Use: it ${'very '.repeat(20_000)}often`;
    expect(readAgent(`---\nname: a\ndescription: ${description}${body}`, 'a.md').description).toBe(description);
  });
});

describe('an agent file that is wrong is refused with file, line and mend', () => {
  const message = (text: string): string => {
    try {
      readAgent(text, 'agents/x.md');
    } catch (error) {
      expect(error).toBeInstanceOf(BadInput);
      return (error as Error).message;
    }
    throw new Error('it was not refused');
  };

  test('each in words that help', () => {
    expect([
      message(''),
      message('# Just Markdown\n'),
      message('---\nname: a\nYou review Go.\n'),
      message('---\ndescription: b\n---\nYou review Go.\n'),
      message('---\ndescription: b\nname: ""\n---\nYou review Go.\n'),
      message('---\nname: a\n---\n\n'),
      message('---js\n{name: "a"}\n---\nYou review Go.\n'),
      message(`---\nname: a\n---\n${'x'.repeat(600_000)}`),
    ]).toMatchInlineSnapshot(`
[
  "agents/x.md:1: No front matter found. Start the file with "---", a "name:" line, and "---" again.",
  "agents/x.md:1: No front matter found. Start the file with "---", a "name:" line, and "---" again.",
  "agents/x.md:1: The front matter is never closed. Add a line "---" after its last field.",
  "agents/x.md:2: The agent has no name. Add a line such as "name: go-backend-architect".",
  "agents/x.md:3: The agent has no name. Add a line such as "name: go-backend-architect".",
  "agents/x.md:4: The agent has no instructions. Write them below the front matter.",
  "agents/x.md:1: Front matter in "js" may be code and is not read. Open it with "---" and write YAML.",
  "agents/x.md:1: The file has more than 524288 characters. Move parts of it to other documents.",
]
`);
  });

  test('no front matter is ever executed', () => {
    const attack = '(globalThis.attacked = true, {name: "a"})';
    for (const language of ['js', 'javascript', ' javascript', 'coffee', 'json']) {
      expect(() => readAgent(`---${language}\n${attack}\n---\nBody\n`, 'a.md')).toThrow(BadInput);
    }
    expect(() =>
      readAgent(`---\nname: !!js/function 'function () { globalThis.attacked = true }'\n---\nBody\n`, 'a.md'),
    ).not.toThrow();
    expect(globalThis).not.toHaveProperty('attacked');
  });

  test('aliases that multiply are not expanded', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const text = `---\nname: a\nl0: &l0 [x]\n${levels.join('\n')}\n---\nBody\n`;
    expect(readAgent(text, 'a.md').name).toBe('a');
  });

  test('nesting that would overflow the stack is refused with its line', () => {
    const text = `---\nname: a\ntools: ${'['.repeat(1_000)}\n---\nBody\n`;
    expect(() => readAgent(text, 'a.md')).toThrow('a.md:3: The front matter is nested more than 30 levels deep.');
  });

  test('a field named __proto__ changes nothing', () => {
    const agent = readAgent('---\nname: a\n__proto__: {tools: [Bash]}\nx: {__proto__: {y: 1}}\n---\nBody\n', 'a.md');
    expect(agent.tools).toEqual([]);
    expect(Object.getPrototypeOf(agent.other)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).y).toBeUndefined();
  });

  test('any text is read or refused, and nothing else', () => {
    const parts = fc.constantFrom(
      '---',
      '\n',
      'name: a',
      'tools:',
      ' - Read',
      'description: ',
      '|',
      '>',
      '"',
      "'",
      ': ',
      '[',
      '{',
      '&a',
      '*a',
      '\t',
      '\r\n',
      'x',
      '#',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ maxLength: 4 })), { maxLength: 30 }), (texts) => {
        try {
          const agent = readAgent(`---\nname: a\n${texts.join('')}`, 'a.md');
          expect(agent.name).not.toBe('');
          expect(agent.body).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(BadInput);
          expect((error as Error).message).toMatch(/^a\.md:\d+: .+\. .+\.$/s);
        }
      }),
    );
  });
});
