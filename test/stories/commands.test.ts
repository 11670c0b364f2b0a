// Commands on a pull request, from the comment to what people then see.
import { expect } from '@jest/globals';
import { storiesIn } from './story.ts';
import { BAD_CHANGE, GOOD_CHANGE, SHOP, steady } from './town.ts';

const { story, epilogue } = storiesIn(() => ({ DEBOUNCE_SECONDS: '0' }));

story(
  'a finding is explained, dismissed with a reason and reopened, in one comment',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    await town.reviewed(pull);
    const before = pull.comments.length;
    const lines = ['explain A1', 'dismiss A1 it is `gone` soon', 'explain A1', 'reopen A1', 'accept A99 never mind'];
    const text = `Some orders.\n\n${lines.map((line) => `/architect ${line}`).join('\n')}`;
    const order = await town.github.people.comment(pull, 'mkeller', text);
    await town.until('signs', () => order.reactions.length === 2);
    await town.github.settled();
    const summary = pull.comments.find(({ body }) => body.includes('architect:summary'));
    const [reply, ...others] = pull.comments.slice(before + 1);
    return { signs: order.reactions, reply: steady(reply?.body), others, summary: summary?.body };
  },
  ({ signs, reply, others, summary }) => {
    expect(signs.map(({ content }) => content)).toEqual(['eyes', 'confused']);
    expect(others).toEqual([]);
    expect(reply.split('\n\n---\n\n').map((part) => part.split('\n')[0])).toMatchInlineSnapshot(`
[
  "**A1 is open**",
  "**A1 is dismissed** until the code that it is about changes in meaning. No finding is open. Undo: \`/architect reopen A1\`",
  "**A1 is dismissed** by mkeller: “it is \`gone\` soon”",
  "**A1 is open again.** Still open: 1 high.",
  "There is no finding A99. Known: A1.",
]
`);
    expect(summary).toMatch(/"label":"A1".*"decision":\{"to":"open","reason":"","by":"mkeller"\}/);
  },
);

story(
  'a pause keeps pushes from being reviewed, and its end reviews the head',
  async (town) => {
    const pull = await town.open(await town.shop(), GOOD_CHANGE);
    await town.reviewed(pull);
    const pause = await town.github.people.comment(pull, 'mkeller', '/architect pause');
    await town.until('the pause', () => pause.reactions.length === 2);
    await town.github.people.push(pull, BAD_CHANGE);
    const paused = await town.reviewed(pull);
    const told = paused.checkRuns.map(({ conclusion, summary }) => `${conclusion}: ${summary}`);
    await town.github.people.comment(pull, 'mkeller', '/architect resume');
    const resumed = await town.reviewed(pull, 2);
    return { told, labels: pull.labels, conclusions: resumed.checkRuns.map(({ conclusion }) => conclusion) };
  },
  ({ told, labels, conclusions }) => {
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^skipped: [\s\S]*Automatic reviews are paused \(label `architect-paused`\)/);
    expect([labels, conclusions]).toEqual([[], ['skipped', 'failure']]);
  },
);

story(
  'the settings with their sources and the rules with their state are shown on request',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    await town.reviewed(pull);
    const before = pull.comments.length;
    const order = await town.github.people.comment(pull, 'mkeller', '/architect config\n/architect rules');
    await town.until('signs', () => order.reactions.length === 2);
    return { signs: order.reactions, reply: steady(pull.comments[before + 1]?.body).replace(/acme-\d+/g, 'acme') };
  },
  ({ signs, reply }) => {
    expect(signs.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
    expect(reply.replace(/<details>[\s\S]*?<\/details>\n?/, '<fold>\n')).toMatchInlineSnapshot(`
"**2 settings from files**

- \`layers: [{"name":"domain","packages":["internal/domain/**"],"mayImport":[],"mayNotUse":["database/sql"]}]\` <sub>\`.github/architect.yml@<sha>\`</sub>
- \`failOn: "high"\` <sub>\`.github/architect.yml@<sha>\`</sub>

<fold>

---

**1 team rule on main: 1 for the model to judge**

<details><summary>1 for the model to judge</summary>

- “A price is a whole number of cents, never a float.” [docs/DESIGN-PATTERNS.md:3](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md#L3)

</details>

<sub>By the facts at the current head. What only a model can judge is in the check.</sub>

<!-- architect:reply <id> -->"
`);
  },
);

story(
  'what a pull request loosens in its own rules is listed thing by thing, and a check tells programs its outcome',
  async (town) => {
    const repository = await town.shop();
    const settings = `layers:
  - name: domain
    packages: ["internal/domain/**"]
failOn: never
suppress:
  - { rule: risk, reason: too loud }
ignore: ["internal/api/**"]
`;
    const pull = await town.open(repository, { ...GOOD_CHANGE, '.github/architect.yml': settings });
    const { checkRuns, comments } = await town.reviewed(pull);
    return {
      check: checkRuns[0]?.text ?? '',
      said: `${checkRuns[0]?.summary}${comments.map(({ body }) => body)}`,
      pull,
    };
  },
  ({ check, said, pull }) => {
    const [, json = ''] = /```json\n(\{"outcome".*\})\n```/.exec(check) ?? [];
    expect(JSON.parse(json)).toEqual({
      outcome: 'pass',
      reasons: [],
      complete: true,
      base: pull.base.sha,
      head: pull.head.sha,
    });
    expect([...new Set(said.match(/^> - .*$/gm))]).toMatchInlineSnapshot(`
[
  "> - layer \`domain\` may use \`database/sql\` (.github/architect.yml)",
  "> - \`risk\` is suppressed everywhere (.github/architect.yml)",
  "> - \`internal/api/total.go\` is not reviewed (.github/architect.yml)",
  "> - the check never fails (it failed from high on) (.github/architect.yml)",
]
`);
  },
);

story(
  'a glob of the settings that matches nothing is named, with what was probably meant',
  async (town) => {
    const repository = await town.shop({
      ...SHOP,
      '.github/architect.yml':
        'layers:\n  - { name: domain, packages: ["internal/domian/**"], mayNotUse: [database/sql] }\n',
    });
    const { checkRuns } = await town.reviewed(await town.open(repository, BAD_CHANGE));
    return checkRuns[0]?.summary ?? '';
  },
  (summary) =>
    expect(summary).toContain('"internal/domian/**" matches no Go package; did you mean "internal/domain/**"?'),
);

epilogue();
