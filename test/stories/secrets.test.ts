// A pull request full of secrets, reviewed with a model: none of them reaches the model, a reader or the log.
import { afterAll, expect } from '@jest/globals';
import { fakeCharacters, fakeJsonWebToken, fakePrivateKey } from '../support/fake-secrets.ts';
import type { Conversation } from '../support/github.ts';
import { type Asked, callEventsOf, type MessagesServer, sse, startMessagesServer } from '../support/messages-server.ts';
import { confirmAll } from '../support/refuter.ts';
import { storiesIn } from './story.ts';
import { SHOP, type Town } from './town.ts';

const PASSWORD = `Zk38wQ${fakeCharacters(9)}`;
const TOKEN = `ghs_7654321_${fakeJsonWebToken()}`;
const OLD_TOKEN = `ghp_${fakeCharacters(36)}`;
const KEY = fakePrivateKey(12);
const SECRETS = [PASSWORD, OLD_TOKEN, ...TOKEN.split('.'), ...KEY.split('\n').slice(1, -1)];

const OPEN = `	return sql.Open("postgres", "postgres://orders:${PASSWORD}@db.orders.internal/orders")`;
const SHOWN = OPEN.replace(PASSWORD, '[password removed]');
const BASE = {
  ...SHOP,
  'docs/DESIGN-PATTERNS.md': `# Design patterns\n\nClients must use the token ${TOKEN} until spring.\n`,
  'deploy/app.pem': `${KEY}\n`,
};
const CHANGE = {
  'internal/store/open.go': `package store\n\nimport "database/sql"\n\n// Open connects to the orders.\nfunc Open() (*sql.DB, error) {\n${OPEN}\n}\n`,
  'internal/store/token.go': `package store\n\nconst token = "${TOKEN}"\n`,
  'deploy/app.pem': `${KEY.replace(/\n(.*)\n(?=.*\n.*\n.*$)/, (line) => line.toLowerCase())}\n`,
  'deploy/production.env': `DATABASE_PASSWORD=${PASSWORD}!\n`,
};
const CLAIM = {
  section: 'concurrency-performance',
  severity: 'high',
  title: 'Every caller opens a pool of its own',
  path: 'internal/store/open.go',
  quote: SHOWN,
  side: 'head',
  rationale: 'Each call of Open makes a new pool.',
  recommendation: 'Open it once, in main.',
  tradeOffs: 'One more argument.',
  example: `db, err := sql.Open("postgres", "postgres://orders:${PASSWORD}@db/orders")`,
  citations: [],
  effort: null,
  otherPlaces: [],
};
const TURNS = [
  ['Read', { file_path: 'internal/store/open.go' }],
  ['Bash', { command: 'cat internal/store/*.go docs/*.md deploy/*' }],
  ['Grep', { pattern: 'password|token|KEY', '-i': true, output_mode: 'content' }],
  ['SubmitReview', { summary: `It adds ${OLD_TOKEN}.`, findings: [CLAIM], recommendations: {}, clausesChecked: [] }],
] as const;

/** The architect looks around and submits; the refuter agrees. */
function answer({ path, body }: Asked) {
  if (path.includes('count_tokens')) return { pieces: ['{"input_tokens":1000}'] };
  const offered = JSON.stringify(body.tools);
  if (offered.includes('"SubmitVerdicts"'))
    return sse(callEventsOf('SubmitVerdicts', confirmAll(body.messages), body.model));
  const turn = body.messages.filter((message: { role: string }) => message.role === 'assistant').length;
  const [name, input] = TURNS[Math.min(turn, TURNS.length - 1)]!;
  return sse(callEventsOf(name, input, body.model));
}

let model: MessagesServer | undefined;
const { story, epilogue } = storiesIn(async () => {
  model = await startMessagesServer(answer);
  return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: model.url, MAX_TURNS: '8', LOG_LEVEL: 'debug' };
});
afterAll(() => model?.close());

/** Everything that was posted. */
function wordsOf({ comments, reviews, threads, checkRuns }: Conversation): string {
  const said = [...comments, ...reviews, ...threads.flatMap((thread) => thread.comments)].map(({ body }) => body);
  const shown = checkRuns.map(({ title, summary, text, annotations }) => ({ title, summary, text, annotations }));
  return JSON.stringify([said, shown]);
}

function secretsIn(text: string): string[] {
  return SECRETS.filter((secret) => text.includes(secret.slice(-16)));
}

story(
  'secrets reach neither the model, nor GitHub, nor the log, and their findings stand where they are',
  async (town: Town): Promise<{ seen: Conversation; log: string }> => {
    const body = `The old token was ${OLD_TOKEN}.\n\n    ${TOKEN}\n`;
    const pull = await town.open(await town.shop(BASE), CHANGE, { title: 'Open the store', body });
    const seen = structuredClone(await town.reviewed(pull));
    return { seen, log: town.app.log() };
  },
  ({ seen, log }) => {
    // What the model wrote itself goes back to it as it came.
    const told = (model?.asked ?? []).map(({ body }) => [
      body.system,
      body.messages.filter(({ role }: { role: string }) => role === 'user'),
    ]);
    expect(told.length).toBeGreaterThanOrEqual(TURNS.length + 1);
    expect(JSON.stringify(told)).toContain('postgres://orders:[password removed]@db.orders.internal/orders');
    expect(secretsIn(JSON.stringify(told))).toEqual([]);
    const words = wordsOf(seen);
    expect(secretsIn(words)).toEqual([]);
    expect(secretsIn(log)).toEqual([]);
    const placed = seen.threads.map(({ path, originalLine, comments: [first] }) => [
      path,
      originalLine,
      /\*\*(.*?)\*\*/.exec(first?.body ?? '')?.[1],
    ]);
    expect(placed).toEqual(expect.arrayContaining([[CLAIM.path, 7, expect.stringContaining('Every caller opens')]]));
    expect(words).toContain('contains a GitHub token');
    expect(words).toContain('contains a connection string with its password');
  },
);

epilogue();
