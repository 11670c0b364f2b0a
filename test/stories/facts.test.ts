// Without a model: reviews from facts alone, and everything that happens around a review.
import { createHmac } from 'node:crypto';
import { expect } from '@jest/globals';
import { storiesIn } from './story.ts';
import { BAD_CHANGE, BETTER_CHANGE, GOOD_CHANGE, SHOP, steady, toldBy } from './town.ts';

const { story, epilogue } = storiesIn(() => ({}));

/** Keeps a review under way long enough for something to happen meanwhile. */
const SLOW = { kind: 'delay', delayMs: 4000, times: 2 } as const;

story(
  'a pull request that crosses a layer gets one check run, one comment on the line, and one summary',
  async (town) => town.reviewed(await town.open(await town.shop(), BAD_CHANGE)),
  ({ checkRuns, comments, reviews, threads }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "failure: Changes needed: 1 high · 1 new layer violation · facts only",
]
`);
    expect(threads.map((thread) => `${thread.path}:${thread.line}`)).toEqual(['internal/domain/order.go:3']);
    expect([reviews.length, comments.length]).toEqual([1, 1]);
    expect(steady(threads[0]?.comments[0]?.body)).toMatchInlineSnapshot(`
"**High · Layer "domain" imports database/sql, which is forbidden**

\`.github/architect.yml\` forbids \`database/sql\` in layer \`domain\`. This pull request makes \`internal/domain\` import \`database/sql\`. This ties the layer to the library's types and releases, and the layer's tests need whatever the library needs to run.

**Recommendation.** Declare an interface in \`internal/domain\` for what it needs from the library, and implement that interface in a layer that may import \`database/sql\`.

**Trade-off.** You maintain one more interface, and the mapping between its types and the library's. If \`domain\` is meant to use the library, allow that in \`.github/architect.yml\` so that the decision is recorded.

<sub>Service architecture · Fact · \`service/layer\` · \`146e3d0af1a75d2b\`</sub>

<!-- architect:finding v1 {"id":"146e3d0af1a75d2b","source":"fact"} -->"
`);
    expect(steady(comments[0]?.body)).toMatchInlineSnapshot(`
"### Go architecture · Changes needed: 1 high

The change touches 1 Go file. It violates the declared layers in 1 place.

> [!NOTE]
> No model is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER): facts only. Design questions that need a model were not reviewed.

| Severity | Finding | Where |
| :-- | :-- | :-- |
| High | Layer "domain" imports database/sql, which is forbidden | [\`internal/domain/order.go:3\`](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L3) |

**Structural changes**

- Layer violations: 1 new.

Reviewed the only changed Go file.

<details><summary>Consulted 1 design document</summary>

- [\`docs/DESIGN-PATTERNS.md\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md) at \`<short>\`

</details>

<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>)…[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time></sub>

<!-- architect:summary v1 {"head":"<sha>","request":"review/acme/shop/1/<sha>/main","verdict":"block","history":[{"id":"146e3d0af1a75d2b","title":"Layer \\"domain\\" imports database/sql, which is forbidden","severity":"high","path":"internal/domain/order.go","source":"fact","firstSeen":"<sha>","state":"open","at":"<sha>","rule":"service/layer","label":"A1"}]} -->"
`);
    const notes = checkRuns[0]?.annotations ?? [];
    expect(notes.map((note) => `${note.path}:${note.start_line} ${note.title}`)).toMatchInlineSnapshot(`
[
  "internal/domain/order.go:3 Layer "domain" imports database/sql, which is forbidden",
]
`);
  },
);

story(
  'a pull request with nothing wrong passes, in one short comment',
  async (town) => town.reviewed(await town.open(await town.shop(), GOOD_CHANGE)),
  ({ checkRuns, comments, reviews }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "success: No findings · facts only",
]
`);
    expect([reviews.length, comments.length]).toEqual([0, 1]);
    expect(comments[0]?.body.length).toBeLessThan(2000);
  },
);

story(
  'a pull request without Go is not judged, and the check says so',
  async (town) => town.reviewed(await town.open(await town.shop(), { 'README.md': '# Shop\n' })),
  ({ checkRuns, comments, reviews }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "skipped: Not reviewed: No Go file was changed.",
]
`);
    expect([...comments, ...reviews]).toEqual([]);
  },
);

story(
  'a Go file that cannot be parsed is named, and the check is not green',
  async (town) =>
    town.reviewed(await town.open(await town.shop(), { 'internal/api/a.go': 'package api\n\nfunc A( {\n' })),
  ({ checkRuns, comments }) => {
    expect(checkRuns.map(toldBy)).toEqual(['neutral: Not judged: internal/api/a.go · facts only']);
    expect(comments[0]?.body).toContain('1 changed Go file was not judged: internal/api/a.go');
    expect(comments[0]?.body).not.toContain('No findings');
  },
);

story(
  'a bot’s pull request gets one skipped check with the reason, and a person can have it reviewed',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE, { author: 'dependabot[bot]' });
    const skipped = await town.reviewed(pull);
    await town.github.people.push(pull, { 'README.md': '# Shop\n' });
    const pushed = await town.reviewed(pull);
    await town.github.people.comment(pull, 'mkeller', '/architect why');
    const why = await town.until('an answer', () =>
      town.github.conversation(pull).comments.find(({ body }) => body.includes('architect:reply')),
    );
    await town.github.people.comment(pull, 'mkeller', '/architect');
    return { skipped, pushed, why, asked: await town.reviewed(pull, 2) };
  },
  ({ skipped, pushed, why, asked }) => {
    const reason = 'The pull request was opened by dependabot[bot], a bot that is not in ALLOWED_BOTS.';
    for (const { checkRuns, comments } of [skipped, pushed]) {
      expect(checkRuns.map(toldBy)).toEqual([`skipped: Not reviewed: ${reason} Comment /architect to review it.`]);
      expect(comments).toEqual([]);
    }
    expect(why.body).toContain('ALLOWED_BOTS');
    expect(asked.checkRuns.at(-1)?.conclusion).toBe('failure');
  },
);

story(
  'a draft is held back until it is ready',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE, { draft: true });
    const held = await town.reviewed(pull);
    await town.github.people.markReady(pull);
    return { held, ready: await town.reviewed(pull, 2) };
  },
  ({ held, ready }) => {
    expect(held.checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "skipped: Not reviewed: The pull request is a draft (\`drafts: false\` in .github/architect.yml).",
]
`);
    expect(held.comments).toEqual([]);
    expect(ready.checkRuns.at(-1)?.conclusion).toBe('failure');
    expect(ready.comments).toHaveLength(1);
  },
);

story(
  'a push that mends the problem settles its comment and rewrites the summary',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    await town.reviewed(pull);
    await town.github.people.push(pull, BETTER_CHANGE);
    return town.reviewed(pull);
  },
  ({ checkRuns, comments, threads }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "success: No findings · facts only",
]
`);
    expect([comments.length, threads.length]).toEqual([1, 1]);
    expect(threads[0]?.resolvedBy?.login ?? null).toMatchInlineSnapshot(`null`);
    expect(steady(comments[0]?.body)).toMatchInlineSnapshot(`
"### Go architecture · No findings

No findings: no rule matched in 1 Go file.

The change touches 1 Go file; the package graph and the exported API are unchanged.

> [!NOTE]
> No model is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER): facts only. Design questions that need a model were not reviewed.

Reviewed the only changed Go file.

<details><summary>Consulted 1 design document</summary>

- [\`docs/DESIGN-PATTERNS.md\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md) at \`<short>\`

</details>

<details><summary>History (1)</summary>

| Finding | | First seen | State |
| :-- | :-- | :-- | :-- |
| A1 | High · Layer "domain" imports database/sql, which is forbidden | \`<short>\` | no longer found at \`<short>\` |

</details>

<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>)…[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time></sub>

<!-- architect:summary v1 {"head":"<sha>","request":"review/acme/shop/1/<sha>/main","verdict":"clear","history":[{"id":"146e3d0af1a75d2b","title":"Layer \\"domain\\" imports database/sql, which is forbidden","severity":"high","path":"internal/domain/order.go","source":"fact","firstSeen":"<sha>","state":"gone","at":"<sha>","label":"A1","rule":"service/layer"}]} -->"
`);
  },
);

story(
  'a push while a review is under way makes that review superseded',
  async (town) => {
    const pull = await town.open(await town.shop(), GOOD_CHANGE);
    await town.reviewed(pull);
    town.fault(pull.repository, 'git/trees/', SLOW);
    const first = await town.github.people.push(pull, BAD_CHANGE);
    await town.begun(pull, first);
    await town.github.people.push(pull, BETTER_CHANGE);
    const seen = await town.reviewed(pull);
    const old = await town.until('the older review to end', () =>
      pull.repository.checkRuns.find((run) => run.headSha === first && run.status === 'completed'),
    );
    return { ...seen, old };
  },
  ({ old, checkRuns, comments, reviews }) => {
    expect(toldBy(old).replace(/[0-9a-f]{7}$/, '<head>')).toMatchInlineSnapshot(`"neutral: Superseded by <head>"`);
    expect([checkRuns.length, comments.length, reviews.length]).toEqual([1, 1, 0]);
  },
);

story(
  'the same delivery twice, and a second event for the same head, make one review',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    const delivery = town.github.deliveries.findLast(
      (each) => each.event === 'pull_request' && (each.payload.pull_request as { id: number }).id === pull.id,
    );
    if (delivery === undefined) throw new Error('nothing was delivered');
    const answers = [await town.github.redeliver(delivery)];
    await town.reviewed(pull);
    answers.push(await town.github.redeliver(delivery));
    await town.github.people.closePullRequest(pull);
    await town.github.people.reopen(pull);
    // When what comes after them in line is done, they are through.
    await town.reviewed(await town.open(pull.repository, GOOD_CHANGE));
    return { answers, ...town.github.conversation(pull) };
  },
  ({ answers, checkRuns, comments, reviews }) => {
    expect(answers.map((answer) => Math.floor((answer.statusCode ?? 0) / 100))).toEqual([2, 2]);
    expect([checkRuns.length, comments.length, reviews.length]).toEqual([1, 1, 1]);
  },
);

story(
  'a closed pull request ends its review without a word',
  async (town) => {
    const repository = await town.shop();
    town.fault(repository, 'git/trees/', SLOW);
    const pull = await town.open(repository, BAD_CHANGE);
    await town.begun(pull);
    await town.github.people.closePullRequest(pull);
    return town.reviewed(pull);
  },
  ({ checkRuns, comments, reviews }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "neutral: Cancelled",
]
`);
    expect([...comments, ...reviews]).toEqual([]);
  },
);

story(
  'the rerun button reviews again and says nothing twice',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    const [run] = (await town.reviewed(pull)).checkRuns;
    if (run !== undefined) await town.github.people.pressRerun(run, 'mkeller');
    return town.reviewed(pull, 2);
  },
  ({ checkRuns, comments, threads, reviews }) => {
    expect(checkRuns.map((run) => run.conclusion)).toEqual(['failure', 'failure']);
    expect([comments.length, threads.length, reviews.length]).toEqual([1, 1, 1]);
  },
);

story(
  'a pull request from a fork is reviewed like any other',
  async (town) => {
    const repository = await town.shop();
    const fork = await town.github.fork(repository, 'forker');
    await fork.git.commit('theirs', BAD_CHANGE, 'From outside', { from: 'main' });
    const { people } = town.github;
    return town.reviewed(await people.openPullRequest({ repository, fork, head: 'theirs', author: 'forker' }));
  },
  ({ checkRuns, threads }) => {
    expect(checkRuns.map((run) => run.conclusion)).toEqual(['failure']);
    expect(threads).toHaveLength(1);
  },
);

story(
  'settings that the pull request itself writes have no power over its review',
  async (town) => {
    const settings = SHOP['.github/architect.yml']?.replace('failOn: high', 'enabled: false') ?? '';
    return town.reviewed(await town.open(await town.shop(), { ...BAD_CHANGE, '.github/architect.yml': settings }));
  },
  ({ checkRuns, comments }) => {
    expect(checkRuns.map((run) => run.conclusion)).toEqual(['failure']);
    expect(comments[0]?.body).toContain('.github/architect.yml');
  },
);

story(
  'a merge queue gets the verdict of the pull request',
  async (town) => {
    const pull = await town.open(await town.shop(), GOOD_CHANGE);
    await town.reviewed(pull);
    const sha = await town.github.people.mergeGroup(pull);
    return town.until('the check run of the merge group', () =>
      pull.repository.checkRuns.find((run) => run.headSha === sha && run.status === 'completed'),
    );
  },
  (run) => expect(run.conclusion).toBe('success'),
);

story(
  'a delivery that is not signed with our secret is refused unread',
  async (town) => {
    const body = JSON.stringify({ action: 'opened' });
    const post = async (headers: Record<string, string>) => {
      const event = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': 'd1' };
      const url = `${town.app.url}/api/github/webhooks`;
      return (await fetch(url, { method: 'POST', headers: { ...event, ...headers }, body })).status;
    };
    const guess = createHmac('sha256', 'a guess').update(body).digest('hex');
    return [await post({}), await post({ 'x-hub-signature-256': `sha256=${guess}` })];
  },
  (answers) => expect(answers).toEqual([401, 401]),
);

story(
  'a review costs few requests, and fewer on a later push',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    const owner = pull.repository.owner.login;
    const tokens = new Set<string | null>();
    const count = () => {
      const ours = town.github.requests.filter(({ path, token }) => {
        if (path.startsWith(`/repos/${owner}/`)) tokens.add(token);
        return path.startsWith(`/repos/${owner}/`) || tokens.has(token);
      });
      return ours.length;
    };
    await town.reviewed(pull);
    const first = count();
    await town.github.people.push(pull, {
      'internal/api/doc.go': '// Package api is how the shop is reached.\npackage api\n',
    });
    await town.reviewed(pull);
    return { first, later: count() - first };
  },
  ({ first, later }) => {
    expect(first).toBeLessThanOrEqual(12);
    expect(later).toBeLessThanOrEqual(8);
  },
);

story(
  '/architect reviews again, for somebody who may write',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    await town.reviewed(pull);
    await town.github.people.comment(pull, 'mkeller', '/architect');
    return town.reviewed(pull, 2);
  },
  ({ checkRuns, comments }) => {
    expect(checkRuns).toHaveLength(2);
    expect(comments.filter((comment) => comment.author.type === 'Bot')).toHaveLength(1);
  },
);

story(
  '/architect reviews a draft that was held back',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE, { draft: true });
    await town.reviewed(pull);
    await town.github.people.comment(pull, 'mkeller', '/architect review');
    return town.reviewed(pull, 2);
  },
  ({ checkRuns }) => expect(checkRuns.map((run) => run.conclusion)).toEqual(['skipped', 'failure']),
);

story(
  'questions are answered, and a stranger is not obeyed',
  async (town) => {
    const pull = await town.open(await town.shop(), GOOD_CHANGE);
    await town.reviewed(pull);
    const answers = () => town.github.conversation(pull).comments.filter((comment) => comment.author.type === 'Bot');
    await town.github.people.comment(pull, 'mkeller', '/architect why');
    await town.until('an answer', () => answers().length === 2);
    const stranger = await town.github.people.comment(pull, 'stranger', '/architect');
    await town.github.people.comment(pull, 'mkeller', '/architect dance');
    await town.until('two more answers', () => answers().length === 4);
    await town.until('a sign for the stranger', () => stranger.reactions.length === 2);
    const words = answers()
      .slice(1)
      .map(({ body }) => steady(body))
      .sort();
    return { words, signs: stranger.reactions, ...town.github.conversation(pull) };
  },
  ({ words, signs, checkRuns }) => {
    expect(words).toMatchInlineSnapshot(`
[
  "- The review of \`<short>\` on <then> UTC was published: no findings.

<!-- architect:reply <id> -->",
  "Unknown command. These are available:

| Command | Effect |
| --- | --- |
| \`/architect\`, \`/architect review\` | reviews the current head; \`--full\`: all of it, \`--effort low\\|high\` |
| \`/architect ask QUESTION\` | answers a question about the architecture, here or on an issue ¹ |
| \`/architect decide CONTEXT -> DIR\` | designs the backend for the feature described in CONTEXT; writes \`architecture/backend-architecture.md\` and a section of \`architecture-decisions.md\` to DIR |
| \`/architect explain A3\` | says where a finding stands and what its rule means ¹ |
| \`/architect dismiss A3 REASON\` | dismisses a finding: it is wrong, or it does not matter here |
| \`/architect accept A3 REASON\` | accepts the risk of a finding |
| \`/architect reopen A3\` | undoes both |
| \`/architect pause\`, \`/architect resume\` | stops automatic reviews of this pull request, and starts them |
| \`/architect cancel\` | stops running reviews and answers |
| \`/architect config\` | shows the settings that apply, and where each comes from |
| \`/architect rules\` | lists your team’s rules and their state ¹ |
| \`/architect why\` | shows recent reviews, and why there was none ¹ |
| \`/architect help\` | shows this list ¹ |

¹ Everybody who can read this repository may use it; the others take write access.
Several commands in one comment run in their order, each on a line of its own.

<!-- architect:reply <id> -->",
  "\`/architect review\` takes write access to this repository. Everybody who can read it may use \`ask\`, \`explain\`, \`why\`, \`rules\` and \`help\`.

<!-- architect:reply <id> -->",
]
`);
    expect(signs.map((reaction) => reaction.content)).toMatchInlineSnapshot(`
[
  "eyes",
  "confused",
]
`);
    expect(checkRuns).toHaveLength(1);
  },
);

story(
  'a question needs a model, and is told so where there is none',
  async (town) => {
    const issue = town.github.people.openIssue(await town.shop(), 'Charging');
    await town.github.people.comment(issue, 'mkeller', '/architect ask Where should charging live?');
    return town.until('an answer', () => issue.comments.find(({ author }) => author.type === 'Bot'));
  },
  ({ body }) =>
    expect(steady(body).replace(/"comment":\d+/, '"comment":<id>')).toMatchInlineSnapshot(`
"### Go architecture · No answer

> Where should charging live?

ask needs a model, and none is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER).

<!-- architect:guidance v1 {"comment":<id>,"about":null,"state":"not-answered"} -->"
`),
);

epilogue();
