// How often, and for how long, readers who wait are shown the progress of a review.
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Progress, PublisherPort, ReviewProgress, Todo } from '../../src/domain/ports.ts';
import { progressOutput } from '../../src/publish/markdown/check.ts';
import { showProgress } from '../../src/publish/progress.ts';
import { renderOnGitHub } from '../support/github-markdown.ts';
import { target } from './reviews.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const refuse = () => {
  throw new Error('not to be used here');
};
const place = { target, opened: { checkRunId: 1 } };
const todo = (text: string, state: Todo['state'] = 'pending'): Todo => ({ text, state });

/** A review that is followed, and what of it was shown. */
function follow(answer: (shown: number) => Promise<boolean> = async () => true) {
  const shown: ReviewProgress[] = [];
  const publisher: PublisherPort = {
    open: refuse,
    publish: refuse,
    conclude: refuse,
    show: (_target, _opened, standing) => {
      shown.push(standing);
      return answer(shown.length);
    },
  };
  const review = new AbortController();
  const passed: string[] = [];
  let show: Progress = refuse;
  let finish = () => {};
  const ports = { publisher, progress: ({ message }: { message: string }) => void passed.push(message) };
  const ended = showProgress(ports, place, review.signal, (progress) => {
    show = progress;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const stop = async () => {
    finish();
    await ended;
  };
  return { shown, display: { show, stop }, review, passed };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('where the work is', () => {
  test('is not shown of a review that is done sooner than anybody looks', async () => {
    const { display, shown, passed } = follow();
    display.show({ room: 'gather', message: 'reading' });
    display.show({ room: 'analyse', message: 'parsing' });
    await pass(14_000);
    await display.stop();
    await pass(60_000);
    expect(shown).toEqual([]);
    expect(passed).toEqual(['reading', 'parsing']);
  });

  test('is shown every 15 seconds at the most, as it is then, and not again while nothing is new', async () => {
    const { display, shown } = follow();
    for (let second = 0; second < 60; second += 1) {
      display.show({ room: 'agent', message: `turn ${second}` });
      await pass(1_000);
    }
    expect(shown.map(({ message }) => message)).toEqual(['turn 14', 'turn 29', 'turn 44', 'turn 59']);
    await pass(600_000);
    expect(shown).toHaveLength(4);
    display.show({ room: 'agent', message: 'at last' });
    await pass(0);
    expect(shown.at(-1)?.message).toBe('at last');
    await display.stop();
  });

  test('is shown at once when the first list of what is to be done is there, and the list stays', async () => {
    const { display, shown } = follow();
    display.show({ room: 'agent', message: 'planning', todos: [todo('Read')] });
    display.show({ room: 'agent', message: 'uses Read', todos: [todo('Read', 'in-progress')] });
    await pass(1_000);
    expect(shown).toEqual([{ room: 'agent', message: 'uses Read', todos: [todo('Read', 'in-progress')] }]);
    display.show({ room: 'agent', message: 'thinks' });
    await pass(15_000);
    expect(shown.at(-1)).toEqual({ room: 'agent', message: 'thinks', todos: [todo('Read', 'in-progress')] });
    await display.stop();
  });

  test('is shown 20 times at the most', async () => {
    const { display, shown } = follow();
    for (let minute = 0; minute < 60; minute += 1) {
      display.show({ room: 'agent', message: `turn ${minute}` });
      await pass(60_000);
    }
    expect(shown).toHaveLength(20);
    await display.stop();
  });

  test('is not tried for ever where it cannot be shown, and hurts nobody', async () => {
    const { display, shown } = follow(async () => {
      throw new Error('GitHub is down');
    });
    for (let minute = 0; minute < 10; minute += 1) {
      display.show({ room: 'agent', message: `turn ${minute}` });
      await pass(60_000);
    }
    expect(shown).toHaveLength(3);
    await display.stop();
  });

  test.each([
    ['the run has ended', (story: ReturnType<typeof follow>) => story.display],
    ['the review is cancelled, as by a newer head', ({ review }: ReturnType<typeof follow>) => review.abort()],
    ['the review is to be published', ({ display }: ReturnType<typeof follow>) => display.stop()],
  ])('is not shown once %s', async (what, end) => {
    const story = follow(async () => what !== 'the run has ended');
    story.display.show({ room: 'agent', message: 'first', todos: [todo('Read')] });
    await pass(1_000);
    await end(story);
    story.display.show({ room: 'agent', message: 'second' });
    await pass(60_000);
    expect(story.shown.map(({ message }) => message)).toEqual(['first']);
    await story.display.stop();
  });

  test('is there before the end may be told', async () => {
    let arrive = () => {};
    const { display } = follow(
      () =>
        new Promise((resolve) => {
          arrive = () => resolve(true);
        }),
    );
    display.show({ room: 'agent', message: 'first', todos: [todo('Read')] });
    await pass(1_000);
    const order: string[] = [];
    const stopped = display.stop().then(() => order.push('stopped'));
    await pass(1_000);
    order.push('arrived');
    arrive();
    await stopped;
    expect(order).toEqual(['arrived', 'stopped']);
  });
});

describe('the words', () => {
  test('say the room, what is being done, and the list', () => {
    const todos = [todo('Read the change', 'done'), todo('Check the callers of Put', 'in-progress'), todo('Submit')];
    const { title, summary } = progressOutput({ room: 'agent', message: 'Checking the callers of Put', todos });
    expect(`${title}\n\n${summary}`).toMatchInlineSnapshot(`
"Reviewing: 1 of 3 done

The architecture of this change is being reviewed. The result appears here.

Now: Checking the callers of Put.

- [x] Read the change
- [ ] ▸ Check the callers of Put
- [ ] Submit"
`);
    expect(progressOutput({ room: 'analyse', message: '', todos: [] })).toMatchInlineSnapshot(`
{
  "summary": "The architecture of this change is being reviewed. The result appears here.",
  "title": "Computing facts",
}
`);
  });

  test('steer nobody, and are bounded', () => {
    const evil = '@everyone <img src=x> [click](https://evil.example) closes #1 ![x](y)\n\n# Heading';
    const todos = Array.from({ length: 50 }, (_, index) => todo(`${index} ${evil} ${'x'.repeat(500)}`));
    const { summary } = progressOutput({ room: 'agent', message: evil, todos });
    expect(renderOnGitHub(summary).active).toEqual([]);
    expect(summary.length).toBeLessThan(6_000);
    expect(summary).toContain('- and 30 more');
  });
});
