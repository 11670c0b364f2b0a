// How fast requests may follow each other. GitHub wants a second between writes "if you are making a large number" of
// them, and at most 80 a minute that create content; reads have no such limit, GraphQL queries included:
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
import Bottleneck from 'bottleneck';

/** What Octokit's throttling plugin waits for before a request. Left out of a `Pace`: the plugin's own. */
interface Pace {
  readonly write: Bottleneck.Group;
  readonly notifications: Bottleneck.Group;
  /** Requests for tokens, of which the plugin sends one at a time. */
  readonly auth?: Bottleneck.Group;
}

const WRITE_EVERY_MS = 1000;
/** Writes of one review that may follow each other at once: with the 60 of a minute, less than GitHub's 80. */
const BURST = 6;
/** GitHub counts a write as five of the 900 points of a minute: three writes a second. */
const APP_WRITE_EVERY_MS = 350;

/** Keys without requests are forgotten. */
const FORGET_MS = 120_000;

function unlimited(): Bottleneck.Group {
  return new Bottleneck.Group({ timeout: FORGET_MS });
}

/** For requests that change a repository: a second apart on the average. */
export function createWritePace(): Pace {
  const write = new Bottleneck.Group({
    timeout: FORGET_MS,
    maxConcurrent: 1,
    reservoir: BURST,
    reservoirIncreaseInterval: WRITE_EVERY_MS,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseMaximum: BURST,
  });
  // The plugin would wait three seconds between a review and a comment.
  return { write, notifications: unlimited() };
}

/**
 * For requests that the App makes as itself, which create no content. One installation's token that never comes keeps
 * no other installation waiting.
 */
export function createAppPace(): Pace {
  return {
    write: new Bottleneck.Group({ timeout: FORGET_MS, minTime: APP_WRITE_EVERY_MS }),
    notifications: unlimited(),
    auth: unlimited(),
  };
}

/** For GraphQL queries, which the plugin takes for writes because they are POST requests. */
export function createReadPace(): Pace {
  return { write: unlimited(), notifications: unlimited() };
}
