// Unit and contract: what a model is shown and what a review says hold no secret, and quotes still find their lines.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advise, judge } from '../../../src/agent/agent.ts';
import { toSdkPrompt } from '../../../src/agent/anthropic/codec.ts';
import { createCanary, writeCanaryNotice } from '../../../src/agent/safety/canary.ts';
import { redactArchitecture, redactSnapshot } from '../../../src/agent/safety/redact-snapshot.ts';
import { locateQuote } from '../../../src/agent/verify/locate-quote.ts';
import { allRules } from '../../../src/analyse/analyse.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { ModelTurn } from '../../../src/domain/ports.ts';
import { createTerminalPublisher } from '../../../src/publish/terminal.ts';
import { redactSecrets } from '../../../src/text/secrets/redact-secrets.ts';
import { fakeCharacters, fakeJsonWebToken, fakePrivateKey } from '../../support/fake-secrets.ts';
import { ASK, makeInquiry } from '../../support/question.ts';
import {
  HEAD,
  makeArchitecture,
  makeLimits,
  makeModel,
  makePorts,
  makeRequest,
  makeSnapshot,
} from '../../support/snapshot.ts';

const PASSWORD = `Xk29fQ${fakeCharacters(7)}`;
const TOKEN = `ghs_1234567_${fakeJsonWebToken()}`;
const OLD_TOKEN = `ghp_${fakeCharacters(36)}`;
const KEY = fakePrivateKey(14);
const KEY_LINES = KEY.split('\n');
const OPEN = `\treturn sql.Open("postgres", "postgres://orders:${PASSWORD}@db.orders.internal/orders")`;
const SHOWN = OPEN.replace(PASSWORD, '[password removed]');

const before = {
  'store/open.go': `package store\n\nconst old = "${OLD_TOKEN}"\n`,
  'deploy/app.pem': `${KEY}\n`,
};
const head = {
  'store/open.go': `package store\n\nfunc Open() (*sql.DB, error) {\n${OPEN}\n}\n\nfunc Close() error { return nil }\n`,
  'deploy/app.pem': `${[...KEY_LINES.slice(0, 9), KEY_LINES[9]?.toLowerCase(), ...KEY_LINES.slice(10)].join('\n')}\n`,
  'deploy/.env': `DATABASE_PASSWORD=${PASSWORD}!\nREGION=eu-west-1\n`,
};
const document = `# Access\n\nClients of the store must use the token ${TOKEN} for now.\n`;
const plain = makeSnapshot(before, head, { documents: { 'docs/DESIGN.md': document } });
const raw = {
  ...plain,
  target: {
    ...plain.target,
    pullRequest: { ...plain.target.pullRequest, title: `Use ${OLD_TOKEN}`, body: `It was\n\n    ${TOKEN}\n` },
  },
  agentFile: { path: '.github/agents/a.md', text: `Say nothing of ${TOKEN}.` },
  notes: [`The file deploy/${OLD_TOKEN} was left out.`],
};
const SECRETS = [PASSWORD, OLD_TOKEN, ...TOKEN.split('.'), ...KEY_LINES.slice(1, -1)];

function expectNoSecret(value: unknown): void {
  const text = JSON.stringify(value);
  for (const secret of SECRETS) expect(text).not.toContain(secret.slice(-16));
}

const quoting = (path: string, startLine: number, quote: string) => ({
  path,
  startLine,
  endLine: startLine,
  quote,
  side: 'head' as const,
});

function makeFinding(place: ReturnType<typeof quoting>): Finding {
  return {
    id: 'a1b2c3d4e5f60718',
    section: 'risk-mitigation',
    severity: 'high',
    title: `A connection to "postgres://orders:${PASSWORD}@db/orders"`,
    rationale: `It says "postgres://orders:${PASSWORD}@db/orders".`,
    recommendation: 'Read it from the environment.',
    tradeOffs: '',
    example: '',
    citations: [{ kind: 'code', path: place.path, quote: place.quote, startLine: place.startLine, factId: null }],
    source: 'fact',
    rule: 'risk/hard-coded-secret',
    otherPlaces: [quoting('deploy/app.pem', 5, KEY_LINES[4] ?? '')],
    ...place,
  };
}

const redacted = await redactSnapshot(raw);

describe('a snapshot without secrets', () => {
  test('holds none in files, diffs, documents, agents or what the author says', () => {
    const texts = [redacted.before, redacted.head].map((tree) => tree.readable().map((path) => tree.text(path)));
    const { target, changedFiles, reviewed, documents, agentFile } = redacted;
    expectNoSecret([texts, target, changedFiles, reviewed, documents, agentFile]);
  });

  test('has every other line as it was, with its number', () => {
    for (const path of raw.head.readable()) {
      const [lines, shown] = [raw.head, redacted.head].map((tree) => (tree.text(path) ?? '').split('\n'));
      expect(shown).toHaveLength(lines?.length ?? 0);
      lines?.forEach((line, index) => {
        if (SECRETS.every((secret) => !line.includes(secret) && !line.includes(secret.toLowerCase())))
          expect(shown?.[index]).toBe(line);
      });
    }
  });

  test('shows of a hunk in the middle of a key none of its lines', () => {
    const hunk = redacted.changedFiles.find(({ path }) => path === 'deploy/app.pem')?.hunks[0];
    expect(new Set(hunk?.lines.map(({ text }) => text))).toEqual(new Set(['[private key removed]']));
    expect(hunk?.lines.map(({ headLine }) => headLine)).toEqual(
      raw.changedFiles.find(({ path }) => path === 'deploy/app.pem')?.hunks[0]?.lines.map(({ headLine }) => headLine),
    );
  });

  test('shows of a file that could not be read only the redacted lines of its hunks', async () => {
    const unread = {
      ...raw,
      head: { ...raw.head, text: () => undefined },
      before: { ...raw.before, text: () => undefined },
    };
    const [env, , open] = (await redactSnapshot(unread)).changedFiles;
    expectNoSecret([env, open]);
    expect(env?.hunks[0]?.lines.map(({ text }) => text)).toEqual([
      'DATABASE_PASSWORD=[password removed]',
      'REGION=eu-west-1',
    ]);
  });

  test('finds the line that a model copied, and not the one with the secret', () => {
    const text = redacted.head.text('store/open.go') ?? '';
    expect(locateQuote(text, SHOWN)).toMatchObject({ startLine: 4, endLine: 4, quote: SHOWN });
    expect(locateQuote(text, OPEN)).toBeNull();
    expect(locateQuote(text, SHOWN.replace('orders:', 'admin:'))).toBeNull();
    expect(locateQuote(text, 'func Close() error { return nil }')).toMatchObject({ startLine: 7 });
  });

  test('finds every line without a secret where it stood, whatever the file', async () => {
    const line = fc.oneof(
      fc.constantFrom(...KEY_LINES, OPEN, `x := "${TOKEN}"`, `a = "${OLD_TOKEN}" + b`),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const snapshot = makeSnapshot({}, { 'a.go': lines.join('\n') });
        const shown = ((await redactSnapshot(snapshot)).head.text('a.go') ?? '').split('\n');
        const stood = lines.join('\n').split('\n');
        expect(shown).toHaveLength(stood.length);
        shown.forEach((text, index) => {
          const found = text.trim() === '' ? null : locateQuote(shown.join('\n'), text, [index + 1]);
          if (found !== null) expect(found.startLine).toBeLessThanOrEqual(index + 1);
        });
        for (const secret of [PASSWORD, OLD_TOKEN, ...TOKEN.split('.')]) {
          expect(shown.join('\n')).not.toContain(secret.slice(-16));
        }
      }),
    );
  });
});

describe('facts without secrets', () => {
  const place = quoting('store/open.go', 4, OPEN.trim());
  const facts = [
    { id: 'rule:a', kind: 'rule' as const, statement: `\`Open\` passes ${TOKEN}.`, places: [place] },
    {
      id: 'rule:b',
      kind: 'rule' as const,
      statement: 'A key.',
      places: [quoting('deploy/app.pem', 5, KEY_LINES[4] ?? '')],
    },
  ];
  const analysed = makeArchitecture({ facts, findings: [makeFinding(place)], notes: [`Not read: ${OLD_TOKEN}`] });
  const { references: _, ...shown } = redactArchitecture(analysed, raw, redacted);

  test('quote the lines as they are shown, those of a key as well', () => {
    expectNoSecret([shown.facts, shown.findings, shown.notes]);
    expect(shown.facts.map(({ places }) => places[0]?.quote)).toEqual([SHOWN.trim(), '[private key removed]']);
    expect(shown.findings[0]).toMatchObject({ id: 'a1b2c3d4e5f60718', startLine: 4, quote: SHOWN.trim() });
  });

  test('offer no fix that would write over a secret, and every other one', async () => {
    const fixed = (startLine: number, original: string) => {
      const fix = { startLine, endLine: startLine, original, replacement: `${original} // fixed` };
      return { ...makeFinding(quoting('store/open.go', startLine, original.trim())), fix, otherPlaces: [] };
    };
    const [open, close] = [fixed(4, OPEN), fixed(7, 'func Close() error { return nil }')];
    const { findings } = redactArchitecture(makeArchitecture({ findings: [open, close] }), raw, redacted);
    expect(findings.map(({ fix }) => fix)).toEqual([undefined, close.fix]);
  });

  test('change nothing where there is no secret', async () => {
    const clean = makeSnapshot({}, { 'a.go': 'package a\n\nfunc A() {}\n' });
    const finding = { ...makeFinding(quoting('a.go', 3, 'func A() {}')), title: 'a', rationale: 'b', otherPlaces: [] };
    const found = redactArchitecture(makeArchitecture({ findings: [finding] }), clean, await redactSnapshot(clean));
    expect(found.findings).toEqual([finding]);
  });
});

const call = (name: string, input: unknown): Partial<ModelTurn> => ({
  content: [{ type: 'tool_use', id: `toolu_${name}`, name, input }],
});
const CLAIM = {
  section: 'risk-mitigation',
  severity: 'high',
  title: 'The password is in the code',
  path: 'store/open.go',
  side: 'head',
  rationale: 'Whoever reads the repository has it.',
  recommendation: 'Read it from the environment.',
  tradeOffs: 'One more variable.',
  example: `db, err := sql.Open("postgres", "postgres://orders:${PASSWORD}@db/orders")`,
  citations: [],
  effort: null,
  otherPlaces: [],
};

describe('a review of a change with secrets', () => {
  const submission = {
    summary: `The change has ${OLD_TOKEN} in it.`,
    findings: [
      { ...CLAIM, quote: SHOWN },
      { ...CLAIM, title: 'Forged', quote: OPEN },
    ],
    recommendations: {},
    clausesChecked: [],
  };
  const turns = [
    call('Read', { file_path: 'store/open.go' }),
    call('Read', { file_path: 'deploy/app.pem', offset: 3 }),
    call('Grep', { pattern: 'postgres|PASSWORD', output_mode: 'content' }),
    call('Bash', { command: 'cat deploy/.env store/open.go docs/DESIGN.md' }),
    call('SubmitReview', submission),
    call('SubmitReview', submission),
  ];
  const model = makeModel(turns);
  const settings = { ...raw.settings, refute: false };
  const judged = judge(
    makePorts({ model }),
    makeLimits({ budget: { ...makeLimits().budget, maxTurns: turns.length } }),
    makeRequest({ head: HEAD }),
    { ...raw, settings },
    makeArchitecture({ findings: [makeFinding(quoting('deploy/.env', 1, `DATABASE_PASSWORD=${PASSWORD}!`))] }),
  );

  test('shows the model none, in the first turn or by a tool', async () => {
    await judged;
    expect(model.calls.length).toBeGreaterThanOrEqual(turns.length - 1);
    const asked = model.calls.at(-1);
    expectNoSecret(asked?.messages.filter(({ role }) => role === 'user'));
    expectNoSecret(asked?.system);
    expect(JSON.stringify(asked?.messages)).toContain('postgres://orders:[password removed]@db.orders.internal');
  });

  test('places the finding that quotes the redacted line, and drops the one that is forged', async () => {
    const review = await judged;
    const placed = review.findings.map(({ path, startLine, quote }) => [path, startLine, quote]);
    expect(placed).toEqual([
      ['deploy/.env', 1, 'DATABASE_PASSWORD=[password removed]'],
      ['store/open.go', 4, SHOWN],
    ]);
    expect(review.dropped.map(({ title }) => title)).toEqual(['Forged']);
    expectNoSecret(review);
  });

  test.each(['terminal', 'markdown', 'json', 'sarif', 'html'] as const)('says none as %s', async (format) => {
    const review = await judged;
    const written: string[] = [];
    const publisher = createTerminalPublisher({
      format,
      write: (text) => written.push(text),
      colour: false,
      width: 100,
    });
    const publication = { request: makeRequest(), target: raw.target, opened: { checkRunId: null }, review, files: [] };
    await publisher.publish(publication, new AbortController().signal);
    expectNoSecret(written);
    expect(written.join('')).toContain('password removed');
  });
});

test('guidance neither asks with a secret nor repeats one', async () => {
  const submission = {
    answer: `Do not use ${TOKEN}.`,
    citations: [{ kind: 'code', path: 'store/open.go', quote: SHOWN.trim() }],
    sections: {},
    examples: [{ title: 'Open', code: `func open() { connect("postgres://orders:${PASSWORD}@db/orders") }` }],
    packages: [],
    services: [],
  };
  const model = makeModel([call('SubmitGuidance', submission)]);
  const question = { ...makeInquiry(ASK), task: { kind: 'ask' as const, question: `May I use ${OLD_TOKEN}?` } };
  const guidance = await advise(
    makePorts({ model }),
    makeLimits({ budget: { ...makeLimits().budget, maxTurns: 1 } }),
    question,
    raw,
    makeArchitecture(),
  );
  expect(guidance.citations).toMatchObject([{ quote: SHOWN.trim(), startLine: 4 }]);
  expectNoSecret(guidance);
  const sent = model.calls.map((asked) => toSdkPrompt(asked, 'm'));
  expectNoSecret(sent.map(({ system, messages }) => [system, messages.filter(({ role }) => role === 'user')]));
});

describe('a request to the model', () => {
  test('carries no secret in the system prompt, a message or the result of a tool', () => {
    const { system, messages } = toSdkPrompt(
      {
        system: [`Say nothing of ${TOKEN}.`],
        tools: [],
        messages: [
          { role: 'user', content: [{ type: 'text', text: `It is ${OLD_TOKEN}.` }] },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Read', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: OPEN, is_error: false }] },
        ],
      },
      'm',
    );
    expectNoSecret([system, messages]);
    expect(JSON.stringify(messages)).toContain('[password removed]');
  });

  test('keeps the word by which a steered model is known', () => {
    for (let count = 0; count < 20; count += 1) {
      const notice = writeCanaryNotice(createCanary());
      expect(redactSecrets(notice)).toBe(notice);
    }
  });
});

test('no text of a rule is taken for a secret', () => {
  for (const rule of allRules) {
    const { title, why, fix, tradeOffs, example, exceptions } = rule;
    for (const text of [title, why, fix, tradeOffs, example, exceptions]) expect(redactSecrets(text)).toBe(text);
  }
});
