// Pull requests that are written to stop the App or to blind it: it stays alive, and says what it did not judge.
import { expect } from '@jest/globals';
import { HOSTILE_FILES, HOSTILE_SETTINGS } from '../fuzz/attacks.ts';
import { storiesIn } from './story.ts';
import { BAD_CHANGE, SHOP, type Town, toldBy } from './town.ts';

const { story, epilogue } = storiesIn(() => ({}));

/** A probe that takes longer counts as dead, as with Kubernetes' `timeoutSeconds: 5`. */
const PROBE_MS = 5_000;
const BETWEEN_PROBES_MS = 200;

/** Asks whether the App is alive until a task is done. Returns every answer: a status, or why there was none. */
async function probing<T>(town: Town, task: Promise<T>): Promise<{ readonly done: T; readonly answers: Set<string> }> {
  const answers = new Set<string>();
  let isOver = false;
  const probe = async () => {
    while (!isOver) {
      const answer = fetch(new URL('/healthz', town.app.url), { signal: AbortSignal.timeout(PROBE_MS) });
      answers.add(await answer.then(({ status }) => String(status), String));
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_PROBES_MS));
    }
  };
  const probes = probe();
  const done = await task.finally(() => {
    isOver = true;
  });
  await probes;
  return { done, answers };
}

story(
  'a change of texts that once stopped the App: every probe is answered, and the rest is judged',
  async (town) => {
    const pull = await town.open(await town.shop(), { ...HOSTILE_FILES, ...BAD_CHANGE });
    return probing(town, town.reviewed(pull));
  },
  ({ done, answers }) => {
    expect([...answers]).toEqual(['200']);
    expect(done.checkRuns).toHaveLength(1);
    expect(done.checkRuns.map(toldBy)[0]).toMatch(/^failure: Changes needed: 1 high/);
    expect(done.threads.map(({ path }) => path)).toEqual(['internal/domain/order.go']);
  },
);

for (const [what, settings] of Object.entries(HOSTILE_SETTINGS))
  story(
    `${what}: the defaults apply, and the review says so`,
    async (town) => {
      const pull = await town.open(await town.shop({ ...SHOP, '.github/architect.yml': settings }), BAD_CHANGE);
      return probing(town, town.reviewed(pull));
    },
    ({ done: { checkRuns, comments }, answers }) => {
      expect([...answers]).toEqual(['200']);
      expect(checkRuns.map(({ status }) => status)).toEqual(['completed']);
      expect([checkRuns[0]?.summary, ...comments.map(({ body }) => body)].join()).toMatch(/architect\.yml/);
    },
  );

epilogue();
