// Habits of tests that make them flaky, slow or blind: sleeping, the real network, the process's environment, asserting nothing.
import type { GoNode } from '../go/parser.ts';
import { childrenOf } from '../go/parser.ts';
import { asPattern, descendants, type RuleFile } from './engine/go-file.ts';
import { CANNOT_TELL, type CodeRule } from './engine/rule.ts';

const T = /^(\*testing\.[TBF]|testing\.TB)$/;

/** Name of the parameter that stands for the test; null where a function is no test. */
function testOf(node: GoNode, file: RuleFile): string | null {
  const declaration = file.declarationAround(node);
  if (declaration?.type !== 'function_declaration' || !/^(Test|Fuzz)(?!Main$)/.test(file.field(declaration, 'name')))
    return null;
  return file.parametersOf(declaration).find(({ type }) => T.test(type))?.name ?? null;
}

export const sleepInTest: CodeRule = {
  id: 'testing/sleep',
  section: 'testing-strategy',
  severity: 'low',
  voice: 'signal',
  judges: 'tests',
  title: 'A test sleeps and hopes',
  why: 'The time is a guess: on a busy machine it is too short and the test fails for no reason, on any other it is lost in every run.',
  fine: 'Inside a testing/synctest bubble, where time is not real, or in a loop that looks again until a deadline.',
  fix: 'Wait for what the test wants to see: a channel, a condition that is asked until a deadline, or testing/synctest.',
  tradeOffs: 'The code under test may have to say when it is done.',
  example:
    'synctest.Test(t, func(t *testing.T) {\n\tgo worker.Run(t.Context())\n\tsynctest.Wait()\n\tif !worker.Idle() {\n\t\tt.Fatal("still busy")\n\t}\n})',
  references: ['https://pkg.go.dev/testing/synctest', 'https://go.dev/blog/synctest'],
  mentions: /time"[\s\S]*\bSleep\(/,
  near: /\bSleep\(/,
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'time', /^Sleep$/) || file.importsAny(/^testing\/synctest$/)) return null;
    if (testOf(node, file) === null || isWithinLoopOrServer(node, file)) return null;
    return { node, said: `${file.where(node)} waits with \`${file.text(node)}\`.` };
  },
};

/** A loop looks again; a handler that the test serves plays a slow peer; a function literal may be a stand-in. */
function isWithinLoopOrServer(node: GoNode, file: RuleFile): boolean {
  if (file.handlerAround(node) !== null) return true;
  for (let at = node.parent; at !== null && at.type !== 'function_declaration'; at = at.parent)
    if (
      at.type === 'for_statement' ||
      (at.type === 'func_literal' && file.parametersOf(at).every(({ type }) => !T.test(type)))
    )
      return true;
  return false;
}

export const environmentInTest: CodeRule = {
  id: 'testing/setenv',
  section: 'testing-strategy',
  severity: 'low',
  voice: 'signal',
  judges: 'tests',
  title: "A test changes the process's environment and leaves it so",
  why: 'Every test that runs after it, or beside it, sees the value as well: they pass or fail by their order.',
  fine: 'In `TestMain`, for the whole package.',
  fix: 'Use `t.Setenv`, which puts the old value back and panics in a parallel test.',
  tradeOffs: 'None.',
  example: 't.Setenv("SHOP_REGION", "eu-central-1")',
  references: ['https://pkg.go.dev/testing#T.Setenv'],
  mentions: /\bos\.(?:Setenv|Unsetenv)\(/,
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Setenv|Unsetenv)$/) || testOf(node, file) === null) return null;
    for (let at = node.parent; at !== null; at = at.parent) {
      if (at.type === 'defer_statement' || /\.Cleanup$/.test(file.field(at, 'function'))) return null;
    }
    const key = file.text(file.argumentsOf(node)[0]);
    // Somebody puts it back.
    if (
      new RegExp(`(?:defer|Cleanup\\()[^\\n]*(?:\\n[^\\n]*){0,4}os\\.(?:Setenv|Unsetenv)\\(${asPattern(key)}`).test(
        file.bodyText(file.declarationAround(node)),
      )
    )
      return null;
    return { node, said: `${file.where(node)} calls \`${file.text(node)}\` and never puts the old value back.` };
  },
};

/** Hosts that lead nowhere, by RFC 2606 and RFC 6761, or to the same machine. */
const NOWHERE =
  /^(localhost|127\.|0\.0\.0\.0|\[?::1|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|10\.|192\.168\.|([\w-]+\.)*(example(\.com|\.org|\.net)?|test|invalid|localhost|local|internal|svc)(:|\/|$))/i;

export const networkInTest: CodeRule = {
  id: 'testing/real-network',
  section: 'testing-strategy',
  severity: 'medium',
  voice: 'finding',
  judges: 'tests',
  title: 'A unit test talks to the real network',
  why: 'It fails when that host is slow, away or changed, and in every pipeline without a way out; and it tests their service with yours.',
  fine: 'In an integration test that a build tag, an environment variable or `testing.Short` keeps apart.',
  fix: 'Serve the answer from `httptest.NewServer`, or give the code an `http.RoundTripper` that answers; keep one guarded test against the real thing.',
  tradeOffs: 'A stand-in says nothing of changes on the other side: the guarded test has to run somewhere.',
  example:
    'server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\tio.WriteString(w, `{"rate": 1.08}`)\n}))\ndefer server.Close()\nclient := rates.New(server.URL)',
  references: ['https://pkg.go.dev/net/http/httptest#Server'],
  mentions: /"net\/http"[\s\S]*["`]https?:\/\/|\/config"[\s\S]*LoadDefaultConfig\(/,
  near: /https?:\/\/|LoadDefaultConfig\(/,
  nodes: ['call_expression'],
  check(node, file) {
    if (/^\s*\/\/(go:build|\s*\+build)/m.test(file.file.text.split(/^package\s/m, 1)[0]!)) return null;
    if (/(^|\/)(integration|e2e|acceptance|system|live|smoke)/i.test(file.path)) return null;
    if (testOf(node, file) === null) return null;
    const what = outgoing(node, file);
    if (what === null) return null;
    const body = file.bodyText(file.declarationAround(node));
    // Kept apart by a condition, or caught on its way out.
    if (/\.Skip(?:f|Now)?\(|testing\.Short\(|RoundTrip|httpmock|gock\.|Transport|mock/i.test(body)) return null;
    return { node, said: `${file.where(node)} ${what}.` };
  },
};

function outgoing(node: GoNode, file: RuleFile): string | null {
  if (file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) {
    const url = /^["`]https?:\/\/([^"`]+)["`]$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    return url === undefined || NOWHERE.test(url) || !url.includes('.') ? null : `asks \`${url.split('/', 1)[0]}\``;
  }
  if (!file.isCallOf(node, /^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/)) return null;
  return /Credentials|Endpoint|Anonymous/.test(file.text(node))
    ? null
    : 'loads the AWS configuration of whoever runs it';
}

export const testAssertsNothing: CodeRule = {
  id: 'testing/asserts-nothing',
  section: 'testing-strategy',
  severity: 'medium',
  voice: 'finding',
  judges: 'tests',
  title: 'A test that checks nothing',
  why: 'It runs the code and looks at nothing: whatever the code answers, the test is green, and the coverage that it adds says that somebody checked.',
  fine: 'Where not panicking, or compiling, is what it wants to show; then its name or a comment says so.',
  fix: 'Say what must be true of the result, errors included.',
  tradeOffs: 'None.',
  example:
    'got, err := cart.Total(items)\nif err != nil {\n\tt.Fatal(err)\n}\nif want := int64(4200); got != want {\n\tt.Errorf("Total() = %d, want %d", got, want)\n}',
  references: ['https://pkg.go.dev/testing'],
  mentions: /func Test/,
  // Nearly all tests say how they fail, on a line that is no comment.
  near: /^func Test(?![\s\S]*?\n(?:(?!\/\/)[^\n])*\b(?:t\.(?:Error|Fatal|Run)\w*|(?:assert|require)\.\w+)\()/,
  nodes: ['function_declaration'],
  check(node, file) {
    const name = file.field(node, 'name');
    const test = file.parametersOf(node).find(({ type }) => type === '*testing.T')?.name;
    if (!/^Test/.test(name) || test === undefined || test === '') return null;
    const body = file.bodyText(node);
    if (/panic|compile|implements|interface|race|concurren|leak|deadlock|smoke|example|print|debug|dump/i.test(name))
      return null;
    // Handed on in any way (helpers, suites, mocks that check themselves), or a way to fail of its own.
    if (
      new RegExp(
        `\\b${test === '_' ? '\\0' : test}\\b(?!\\.(?:Log|Logf|Helper|Parallel|Setenv|Context|TempDir|Name|Chdir|Cleanup)\\()`,
      ).test(body)
    )
      return null;
    if (
      /\bpanic\(|\bos\.Exit\(|\blog\.(?:Fatal|Panic)|\brecover\(|\b(?:assert|require|expect|check|must|ensure|verify|should)\w*[.(]|\bgomega\b|\bg\.Expect/i.test(
        body,
      )
    )
      return null;
    if (
      /\/\/.*(panic|compile|race|deadlock|does not|doesn't|no error|smoke|must not|exercis|coverage|depends on)/i.test(
        file.text(node),
      )
    )
      return null;
    // It fails by never ending, under the race detector, or by a stand-in that panics at what it does not expect: whether it is meant to,
    // the text does not say.
    if (/<-|\bgo\s+[\w(]|\.(?:Wait|Poll)\(|context\.With(?:Timeout|Deadline)\(|\.On\("|\b\w*[a-z]Mock\(/.test(body))
      return CANNOT_TELL;
    const calls = descendants(node.childForFieldName('body'), 'call_expression').filter(
      (call) => !file.text(call).startsWith(`${test}.`),
    );
    const statements = childrenOf(node.childForFieldName('body')!).length;
    if (calls.length === 0 || statements === 0 || /\bvar _\b/.test(body)) return null;
    return { node, said: `\`${name}\` calls ${shownCalls(calls, file)} and compares nothing.` };
  },
};

function shownCalls(calls: readonly GoNode[], file: RuleFile): string {
  // What the test is about is its own module's: the standard library sets the stage.
  const own = calls.filter((call) => {
    const callee = file.calleeOf(call);
    const isBuiltin = callee?.owner === '' && /^(?:make|append|len|new|string|byte|close)$/.test(callee.name);
    return !isBuiltin && !(callee?.package != null && /^[^./]+(?:\/|$)/.test(callee.package));
  });
  const shown = own.length === 0 ? calls : own;
  const names = [...new Set(shown.map((call) => file.field(call, 'function').replace(/\s+/g, ' ')))].filter(
    (name) => name.length < 40 && name !== '' && !name.endsWith(')'),
  );
  return (
    names
      .slice(0, 2)
      .map((name) => `\`${name}\``)
      .join(' and ') || 'code'
  );
}

export const mockOfConcrete: CodeRule = {
  id: 'testing/mock-of-concrete',
  section: 'testing-strategy',
  severity: 'low',
  voice: 'signal',
  judges: 'tests',
  title: 'A stand-in embeds the real thing',
  why: 'Methods that it does not replace run for real, with fields that nobody set: what the test shows depends on which ones the code happens to call.',
  fine: 'Where only one method is replaced on purpose and the rest is wanted.',
  fix: 'Let the code under test ask for a small interface of what it calls, and implement that.',
  tradeOffs: 'One more interface, declared where it is used.',
  example:
    'type clock interface{ Now() time.Time }\n\ntype fixedClock struct{ at time.Time }\n\nfunc (c fixedClock) Now() time.Time { return c.at }',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces'],
  mentions: /\b(?:mock|fake|stub|spy)\w* struct/i,
  nodes: ['type_spec'],
  check(node, file) {
    const name = file.field(node, 'name');
    const type = node.childForFieldName('type');
    if (type?.type !== 'struct_type' || !/^(mock|fake|stub|spy)|(mock|fake|stub|spy)$/i.test(name)) return null;
    for (const field of descendants(type, 'field_declaration')) {
      const text = file.text(field);
      const embedded = /^\*((?:\w+\.)?\p{L}\w*)/u.exec(text)?.[1];
      if (embedded === undefined || /mock|fake|stub|testing|suite|sync\.|http\.|httptest/i.test(embedded)) continue;
      return { node, said: `\`${name}\` embeds \`*${embedded}\` itself.` };
    }
    return null;
  },
};
