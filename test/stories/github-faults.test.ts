// GitHub fails in each way it can: the review is made in the end, once, or the check says why not; it is never red for GitHub's sake.
import { expect } from '@jest/globals';
import type { Conversation, Fault } from '../support/github.ts';
import { storiesIn } from './story.ts';
import { BAD_CHANGE, steady, type Town, toldBy } from './town.ts';

const { story, epilogue } = storiesIn(() => ({}), 10);

/** A bad change is opened while requests about its repository meet a fault. */
function openUnder(path: string, fault: Omit<Fault, 'match'>, method?: string) {
  return async (town: Town) => {
    const repository = await town.shop();
    town.fault(repository, path, fault, method);
    return town.reviewed(await town.open(repository, BAD_CHANGE));
  };
}

/** One check run that tells the finding, one comment on its line, one summary. */
function isWhole({ checkRuns, comments, reviews, threads }: Conversation): void {
  expect(checkRuns.map((run) => run.conclusion)).toEqual(['failure']);
  expect([comments.length, reviews.length, threads.length]).toEqual([1, 1, 1]);
}

const writes = [
  ['the check run', 'check-runs$', 'POST'],
  ['the inline comments', 'pulls/1/reviews$', 'POST'],
  ['the summary', 'issues/1/comments$', 'POST'],
  ['the end of the check run', 'check-runs/\\d+$', 'PATCH'],
] as const;
for (const [what, path, method] of writes) {
  const lost = openUnder(path, { kind: 'lose-answer' }, method);
  const stumbled = openUnder(path, { status: 502 }, method);
  story(`${what}: written once, although the answer was lost`, lost, isWhole);
  story(`${what}: written after GitHub stumbled over it`, stumbled, isWhole);
}

const reads = [
  ['the comparison', 'compare/'],
  ['a tree', 'git/trees/'],
] as const;
for (const [what, path] of reads) {
  story(`${what} is asked for again after an error`, openUnder(path, { status: 500 }), isWhole);
  story(`${what} is asked for again after a broken connection`, openUnder(path, { kind: 'disconnect' }), isWhole);
}

story(
  'GitHub’s wish to slow down is granted',
  openUnder('git/trees/', {
    status: 403,
    headers: { 'retry-after': '1' },
    body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
  }),
  isWhole,
);

story('half an answer is given up after 15 s, and requested again', openUnder('compare/', { kind: 'stall' }), isWhole);

story(
  'a proxy’s page with the status 200 is no answer of GitHub’s',
  openUnder('git/trees/', { status: 200, body: '<html>Sign in</html>' }),
  isWhole,
);

story(
  'when GitHub stays down, the check waits and is neither red nor green',
  openUnder('git/trees/', { status: 503, times: 100 }),
  ({ checkRuns, comments, reviews }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "in_progress: Retry scheduled",
]
`);
    expect([...comments, ...reviews]).toEqual([]);
  },
);

story(
  'a used-up hour is waited for, and the check says until when',
  openUnder('git/trees/', {
    times: 100,
    status: 403,
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1800),
      'x-ratelimit-resource': 'core',
    },
    body: { message: 'API rate limit exceeded for installation.' },
  }),
  ({ checkRuns, comments, reviews }) => {
    expect(checkRuns.map(toldBy)).toMatchInlineSnapshot(`
[
  "in_progress: Retry scheduled",
]
`);
    expect(steady(checkRuns[0]?.summary)).toMatchInlineSnapshot(
      `"GitHub's rate limit is exhausted; could not list the files of <short>. Next attempt at <then> UTC."`,
    );
    expect([...comments, ...reviews]).toEqual([]);
  },
);

story(
  'a line that GitHub refuses loses that comment’s place, not the review',
  openUnder(
    'pulls/1/reviews$',
    { status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } },
    'POST',
  ),
  ({ checkRuns, comments, threads }) => {
    expect(checkRuns.map((run) => run.conclusion)).toEqual(['failure']);
    expect(comments).toHaveLength(1);
    const said = [...comments, ...threads.flatMap((thread) => thread.comments)].map((each) => each.body).join('\n');
    expect(said).toContain('database/sql');
  },
);

epilogue();
