// With a model: the sample, judged by the prepared architect that stands in for it.
import type { LLMock } from '@copilotkit/aimock';
import { afterAll, expect } from '@jest/globals';
import { SCRIPTED_MODEL, startScriptedModel, submissions } from '../demo/model.ts';
import { SAMPLE_PULL_REQUEST, sampleBase, sampleHead, sampleSecondPush, sampleTruth } from '../demo/sample.ts';
import type { Conversation } from '../support/github.ts';
import { storiesIn } from './story.ts';
import { steady, type Town, toldBy } from './town.ts';

let model: LLMock | undefined;
const { story, epilogue } = storiesIn(async () => {
  model = await startScriptedModel();
  return { ANTHROPIC_API_KEY: 'not-needed', ANTHROPIC_BASE_URL: model.url, MODEL: SCRIPTED_MODEL };
});
afterAll(() => model?.stop());

let played: Promise<{ first: Conversation; second: Conversation }> | undefined;

/** Two pushes and their reviews, played once for all stories. */
function sample(town: Town): Promise<{ first: Conversation; second: Conversation }> {
  played ??= (async () => {
    const pull = await town.open(await town.shop(sampleBase()), sampleHead(), SAMPLE_PULL_REQUEST);
    // A copy: the stand-in goes on writing in what it has shown.
    const first = structuredClone(await town.reviewed(pull));
    await town.github.people.push(pull, sampleSecondPush());
    return { first, second: await town.reviewed(pull) };
  })();
  return played;
}

/** Everything that was said, markup and all. */
function wordsOf({ comments, threads, checkRuns }: Conversation): string {
  const said = [...comments, ...threads.flatMap((thread) => thread.comments)].map((each) => each.body);
  return [...said, ...checkRuns.map((run) => `${run.summary}\n${run.text}`)].join('\n');
}

story(
  'the sample is reviewed as a staff engineer would: every judged problem is told where it stands',
  sample,
  ({ first: seen }) => {
    expect(seen.checkRuns.map(toldBy)).toEqual([expect.stringMatching(/^failure: Changes needed: 2 critical, /)]);
    const titles = submissions().first.findings.map((finding) => finding.title);
    expect(titles.filter((title) => !wordsOf(seen).includes(title.slice(0, 40)))).toEqual([]);
    expect([seen.comments.length, seen.reviews.length]).toEqual([1, 1]);
    expect(seen.threads).toHaveLength(10);
  },
);

story('each comment stands on the lines that its finding quotes', sample, ({ first: { threads } }) => {
  const head = sampleHead();
  const off = submissions().first.findings.flatMap(({ title, path, quote }) => {
    const thread = threads.find((each) => each.comments[0]?.body.includes(title));
    if (thread === undefined) return [];
    const lines = (head[path] ?? '').split('\n');
    const said = lines.slice((thread.originalStartLine ?? thread.originalLine ?? 0) - 1, thread.originalLine ?? 0);
    return thread.path === path && said.join('\n') === quote ? [] : [`${title}: ${said.join('\n')}`];
  });
  expect(off).toEqual([]);
});

story('nothing sound is complained about', sample, ({ first: seen }) => {
  const head = sampleHead();
  const spoken = [
    ...seen.threads.map((thread) => ({
      path: thread.path,
      from: thread.originalStartLine ?? thread.originalLine ?? 0,
      to: thread.originalLine ?? 0,
    })),
    ...(seen.checkRuns[0]?.annotations ?? []).map((note) => ({
      path: note.path,
      from: note.start_line,
      to: note.end_line,
    })),
  ];
  const falseAlarms = sampleTruth().clean.filter(({ path, quote }) => {
    const line = (head[path] ?? '').split(quote)[0]?.split('\n').length ?? 0;
    return spoken.some((each) => each.path === path && each.from <= line && line <= each.to);
  });
  expect(falseAlarms).toEqual([]);
});

story(
  'the second push: fixed findings are resolved, the others stay, and nothing is repeated',
  sample,
  ({ first, second }) => {
    expect(second.checkRuns.map(toldBy)).toEqual([expect.stringMatching(/^failure: Changes needed: 1 critical, /)]);
    expect(second.comments).toHaveLength(1);
    const title = (body: string) => /\*\*(.*?)\*\*/.exec(body)?.[1] ?? body;
    const titles = second.threads.map((thread) => title(thread.comments[0]?.body ?? ''));
    expect(new Set(titles).size).toBe(titles.length);
    expect(first.threads.length).toBeLessThanOrEqual(second.threads.length);
    const left = submissions().second.findings.map((finding) => finding.title);
    expect(left.filter((each) => !second.comments[0]?.body.includes(each.slice(0, 40)))).toEqual([]);
  },
);

story('who judged is told, and what it cost', sample, ({ first: { comments } }) => {
  const last = steady(comments[0]?.body)
    .match(/<sub>[^\n]*<\/sub>/g)
    ?.at(-1);
  expect(last).toMatchInlineSnapshot(
    `"<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>)…[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time> · scripted-for-the-demo · 0 tokens in · 0 out · \\$0</sub>"`,
  );
});

epilogue();
