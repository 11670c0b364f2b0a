// Which agent reviews, why, and what is said of a file that is wrong.
import { expect, test } from '@jest/globals';
import { judge } from '../../../src/agent/agent.ts';
import { chooseAgent } from '../../../src/agent/definition/choose-agent.ts';
import { htmlPage } from '../../../src/publish/html.ts';
import { makeArchitecture, makeLimits, makePorts, makeRequest, makeSnapshot } from '../../support/snapshot.ts';

const file = (name: string) => `---\nname: ${name}\ncolor: purple\n---\nYou are ${name}.\n`;
const from = (changes: Parameters<typeof makeSnapshot>[2]) =>
  makeSnapshot({}, { 'internal/billing/b.go': 'package billing\n' }, changes);

test('the first sound one of those for the paths of the change, then that of the settings, then the built-in one', async () => {
  const sound = { path: 'agents/billing.md', text: file('billing'), matched: 1 };
  const wrong = { path: 'agents/wrong.md', text: '---\nname: x\n', matched: 1 };
  const own = { path: 'agents/own.md', text: file('own') };
  const chosen = await Promise.all(
    [
      { agentsByPaths: [sound], agentFile: own },
      { agentsByPaths: [wrong, sound], agentFile: own },
      { agentsByPaths: [wrong], agentFile: own },
      { agentsByPaths: [wrong], agentFile: null },
      {},
    ].map(async (changes) => {
      const { agent, problems, why } = await chooseAgent(from(changes));
      return {
        agent: agent.name,
        why,
        problems: problems.map(({ source, line, message }) => `${source}:${line}: ${message}`),
      };
    }),
  );
  expect(chosen).toMatchInlineSnapshot(`
[
  {
    "agent": "billing",
    "problems": [],
    "why": "Reviewed by agents/billing.md: its \`paths\` match 1 of 1 changed Go file.",
  },
  {
    "agent": "billing",
    "problems": [
      "agents/wrong.md:1: The front matter is never closed. Add a line "---" after its last field. Using agents/billing.md.",
    ],
    "why": "Reviewed by agents/billing.md: its \`paths\` match 1 of 1 changed Go file.",
  },
  {
    "agent": "own",
    "problems": [
      "agents/wrong.md:1: The front matter is never closed. Add a line "---" after its last field. Using agents/own.md.",
    ],
    "why": null,
  },
  {
    "agent": "go-backend-architect",
    "problems": [
      "agents/wrong.md:1: The front matter is never closed. Add a line "---" after its last field. Using the built-in architect.",
    ],
    "why": null,
  },
  {
    "agent": "go-backend-architect",
    "problems": [],
    "why": null,
  },
]
`);
});

test('the review says who reviewed and why, and its page has the colour of the agent', async () => {
  const agentsByPaths = [{ path: 'agents/billing.md', text: file('billing'), matched: 1 }];
  const review = await judge(makePorts(), makeLimits(), makeRequest(), from({ agentsByPaths }), makeArchitecture());
  expect([review.agent, review.accent]).toEqual(['billing', 'purple']);
  expect(review.coverage.notes).toEqual(['Reviewed by agents/billing.md: its `paths` match 1 of 1 changed Go file.']);
  expect(htmlPage(review, { htmlUrl: null, colour: review.accent ?? null })).toContain('--accent:#7d55c7');
});
