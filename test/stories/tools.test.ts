// The architect uses every tool that its definition gives it, in one review: what each answers, and that none of it leaves a trace.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, expect } from '@jest/globals';
import { storiesIn } from './story.ts';
import { GOOD_CHANGE, type Town, toldBy } from './town.ts';

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
const { story, epilogue } = storiesIn(async () => {
  await model.start();
  return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: model.url };
});
afterAll(() => model.stop());

/** The seed's own way to load the critical documents, shortened to one of them. */
const LOAD = `REPO_ROOT=$(git rev-parse --show-toplevel 2>/dev/null || pwd)
for file in "$REPO_ROOT/docs/DESIGN-PATTERNS.md" "$REPO_ROOT/docs/TECH-STACK.md"; do
  if [ -f "$file" ]; then echo "=== Reading critical file: $file ==="; cat "$file"; fi
done`;

type Call = readonly [name: string, input: object];
const TURNS: readonly (readonly Call[])[] = [
  [
    ['TodoWrite', { todos: [{ content: 'Read the order', status: 'in_progress', activeForm: 'Reading the order' }] }],
    ['Bash', { command: LOAD }],
    ['Read', { file_path: 'internal/domain/order.go' }],
    ['Glob', { pattern: '**/*.go' }],
    ['Grep', { pattern: 'func \\(o Order\\)', output_mode: 'content' }],
    ['PackageGraph', { query: 'importers', package: 'internal/domain' }],
    ['Symbol', { query: 'declaration', package: 'internal/domain', name: 'Order.Free' }],
    ['Skill', { skill: 'time-calibration' }],
  ],
  [
    ['Write', { file_path: 'notes.md', content: 'An order is free.\n' }],
    ['Edit', { file_path: 'notes.md', old_string: 'free', new_string: 'sound' }],
    ['Bash', { command: 'cat notes.md', run_in_background: true }],
  ],
  [
    ['BashOutput', { bash_id: 'bash_1' }],
    ['KillBash', { shell_id: 'bash_1' }],
  ],
  [['SubmitReview', { summary: 'The order can tell whether it is free.', findings: [] }]],
];

let heard: readonly string[] = [];
model.on({ predicate: () => true }, ({ messages }) => {
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  heard = messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
  const calls = TURNS[turn] ?? [];
  return {
    toolCalls: calls.map(([name, input], index) => ({
      id: `toolu_${turn}_${index}`,
      name,
      arguments: JSON.stringify(input),
    })),
  };
});

story(
  'every tool answers as the agent knows it, and the repository is as it was',
  async (town: Town) => {
    const pull = await town.open(await town.shop(), GOOD_CHANGE);
    const seen = await town.reviewed(pull);
    return { seen, answers: heard };
  },
  ({ seen, answers }) => {
    expect(seen.checkRuns.map(toldBy)).toEqual([expect.stringMatching(/^success: /)]);
    expect(seen.comments.map(({ body }) => body).join()).not.toContain('notes.md');
    expect(seen.comments[0]?.body).toContain('The order can tell whether it is free.');
    expect(answers).toMatchInlineSnapshot(`
[
  "List saved: 0 of 1 done.",
  "=== Reading critical file: /repo/docs/DESIGN-PATTERNS.md ===
# Design patterns

A price is a whole number of cents, never a float.",
  "     1	package domain
     2	
     3	// Order is what somebody buys.
     4	type Order struct {
     5		ID    string
     6		Cents int
     7	}
     8	
     9	// Free says whether the order costs nothing.
    10	func (o Order) Free() bool {
    11		return o.Cents == 0
    12	}",
  "internal/api/total.go
internal/domain/order.go",
  "internal/domain/order.go:10:func (o Order) Free() bool {",
  "github.com/acme/shop/internal/api",
  "internal/domain/order.go:10:func (o Order) Free() bool {
(Found by name in the text, without types: uses through an interface, an embedded field or a dot import are missed, and a method is found by its name alone.)",
  "# Time calibration

People estimate software work by habit, in the time it used to take. Work with this architect takes about a twelfth of that, measured.

1. Estimate what an experienced person would need for the implementation, in hours or in days of 8 hours.
2. Divide by 12.
3. Give it in minutes, hours or days, rounded to a realistic precision, with the word "measured": "about 2 hours measured".
4. Never use weeks or months, before or after the division. Work that seems to need weeks is several pieces: name them
   and estimate each.

| a person would need | write |
|---|---|
| 2 hours | about 10 minutes measured |
| 1 day | about 40 minutes measured |
| 3 days | about 2 hours measured |
| 10 days | about 7 hours measured |
| 20 days | about 2 days measured |

The factor applies to implementation: code, tests, configuration. It does not apply to waiting for others: approvals, data
migrations in production, rollouts monitored over days. List those separately, and do not divide them.",
  "Created notes.md in the scratch copy (18 characters).",
  "Changed notes.md in the scratch copy.",
  "Running in the background as bash_1. Read its output with BashOutput.",
  "An order is sound.",
  "bash_1 was ended.",
]
`);
  },
);

epilogue();
