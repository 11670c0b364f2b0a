// Readers of foreign text, each with what must hold for any text: it returns, and what it returns keeps its promise.
import MarkdownIt from 'markdown-it';
import { readAgent } from '../../src/agent/definition/agent-definition.ts';
import { splitList } from '../../src/agent/definition/front-matter.ts';
import { readDraft } from '../../src/agent/guidance/read-draft.ts';
import { blankComments } from '../../src/agent/verify/blank-comments.ts';
import { formatGo } from '../../src/agent/verify/format-go.ts';
import { createPatternMatcher, openLinterConfigFile } from '../../src/analyse/clauses/linter-config-file.ts';
import { readMarkdownBlocks } from '../../src/analyse/clauses/markdown-blocks.ts';
import { splitSentences, stripMarkup } from '../../src/analyse/clauses/split-sentences.ts';
import { bridgeGaps } from '../../src/analyse/go/bridge-gaps.ts';
import { isInBuild, readBuildLines } from '../../src/analyse/go/build-constraint.ts';
import { declarationRanges } from '../../src/analyse/go/declaration-ranges.ts';
import { type GoParser, soundDeclarations } from '../../src/analyse/go/parser.ts';
import { scanHead } from '../../src/analyse/go/scan-head.ts';
import { withoutComments } from '../../src/analyse/go/without-comments.ts';
import { parseGoMod, parseGoWork } from '../../src/analyse/graph/go-mod.ts';
import { readProto } from '../../src/analyse/rules/api/proto-messages.ts';
import { forwardStatements } from '../../src/analyse/rules/operations/sql-statements.ts';
import { BadInput } from '../../src/domain/errors.ts';
import { parseArchive } from '../../src/eval/txtar.ts';
import { parseDiff, parseHunks, unquotePath } from '../../src/gather/diff/parse-diff.ts';
import { parseSettings } from '../../src/gather/settings/settings-file.ts';
import { readMarker, replaceMarker } from '../../src/publish/markers.ts';
import { createGlob, globProblem } from '../../src/text/glob.ts';
import { readBlocks, readSpans } from '../../src/text/read-markdown.ts';
import * as sanitize from '../../src/text/sanitize.ts';
import { redactSecrets } from '../../src/text/secrets/redact-secrets.ts';
import { readYaml } from '../../src/text/yaml.ts';
import { parseCommands } from '../../src/webhook/parse-command.ts';
import { draftsOf, standingsOf } from '../analyse/clauses/case.ts';

/** Throws where a promise is broken. */
export type Target = (text: string) => unknown;

/** Readers of text by what they read. */
export const TARGETS: Readonly<Record<string, Target>> = {
  'sanitised prose': (text) => showsNothingActive(sanitize.toProse(text)),
  'sanitised line': (text) => showsNothingActive(sanitize.toInline(text)),
  'sanitised title': (text) => showsNothingActive(`# ${sanitize.toTitle(text)}`),
  'sanitised cell': (text) => showsNothingActive(`| a |\n| - |\n| ${sanitize.toCell(text)} |`),
  'code span': (text) => showsNothingActive(sanitize.toCodeSpan(sanitize.oneLine(text))),
  'code block': (text) => showsNothingActive(sanitize.toFence('go', text)),
  'folded summary': (text) =>
    showsNothingActive(`<details><summary>${sanitize.toSummary(text)}</summary>\n\n</details>`),
  'hidden characters': (text) => same(sanitize.removeHidden(sanitize.removeHidden(text)), sanitize.removeHidden(text)),
  secrets: (text) => same(redactSecrets(redactSecrets(text)), redactSecrets(text)),
  YAML: (text) => readYaml(text, { maxCharacters: 65_536 }),
  settings: (text) => parseSettings(text, '.github/architect.yml').settings,
  'agent file': (text) => allowing(BadInput, () => readAgent(text, '.claude/agents/a.md')),
  'list of tools': splitList,
  diff: (text) => allowing(Error, () => parseDiff(text)),
  hunks: parseHunks,
  'quoted path': (text) => unquotePath(`"${text}"`),
  'head of a Go file': scanHead,
  'declarations of a Go file': (text) => inOrder(declarationRanges(text), text.length),
  'build lines': (text) => isInBuild(readBuildLines(text)),
  'comments of Go': withoutComments,
  'comments of any code': (text) => same(blankComments(text, 'a.go').length, text.length),
  'gaps of the grammar': (text) => same(bridgeGaps(text).length, text.length),
  'go.mod': (text) => parseGoMod(text, 'go.mod'),
  'go.work': (text) => parseGoWork(text, 'go.work'),
  'Protocol Buffers': readProto,
  SQL: forwardStatements,
  txtar: parseArchive,
  'Markdown of a document': (text) => readMarkdownBlocks(text, 'docs/a.md'),
  'clauses of a document': (text) => draftsOf(text),
  'status of a record': (text) => standingsOf({ 'docs/adr/0001-a.md': text }),
  sentences: (text) => inOrder(splitSentences(text), text.length),
  'markup of a sentence': stripMarkup,
  'Markdown of the model': (text) => [readBlocks(text), readSpans(text)],
  'linter configuration': (text) =>
    openLinterConfigFile({ path: '.golangci.yml', text, commit: 'b'.repeat(40), cut: 0 }),
  "linter's pattern": (text) => createPatternMatcher(text)?.('internal/store'),
  glob: (text) => (globProblem(text) === null ? createGlob(text)('internal/store/orders.go') : null),
  commands: (text) => parseCommands(text),
  marker: (text) => [readMarker('summary', text), replaceMarker('finding', text, null as never)],
  'draft of an answer': (text) => readDraft({ written: () => ({ get: () => text }) } as never, 'docs'),
  'Go of an example': formatGo,
};

/** The grammar's parser needs loading first. */
export const parserTarget =
  (parser: GoParser): Target =>
  (text) =>
    parser.parse(text, (file) => soundDeclarations(file).length);

const markdown = new MarkdownIt({ html: true, linkify: true });

/** Nothing that GitHub would act on stands outside of code: no tag of others, no link, no mention, no reference. */
function showsNothingActive(written: string): void {
  const html = markdown.render(written);
  const tags = [...html.matchAll(/<([a-z][a-z0-9]*)\b/gi)].map((found) => found[1]!.toLowerCase());
  const strange = tags.filter((tag) => !OWN_TAGS.has(tag));
  if (strange.length > 0) throw new Error(`renders <${strange[0]}>: ${html.slice(0, 300)}`);
  // GitHub looks at one text node at a time, so a tag ends a mention.
  const bare = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, ' ').replace(/<[^>]*>/g, ' ');
  const active = /(?:^|[^\w&])@[a-z0-9]|(?:^|[^\w&])#\d|https?:\/\/\w/i.exec(bare);
  if (active !== null) throw new Error(`is active on GitHub: ${bare.slice(active.index, active.index + 60)}`);
}

const OWN_TAGS = new Set(
  'p h1 h2 h3 h4 h5 h6 code pre em strong ul ol li blockquote hr br s table thead tbody tr th td details summary'.split(
    ' ',
  ),
);

function same<T>(found: T, wanted: T): void {
  if (found !== wanted) throw new Error(`is ${String(found).slice(0, 200)}, not ${String(wanted).slice(0, 200)}`);
}

function inOrder(ranges: readonly { readonly start: number; readonly end: number }[], length: number): void {
  let last = 0;
  for (const { start, end } of ranges) {
    if (start < last || end < start || end > length)
      throw new Error(`range ${start}–${end} after ${last} of ${length}`);
    last = start;
  }
}

/** Some readers refuse a text with an error that says why. */
function allowing(kind: new (message: string) => Error, task: () => unknown): void {
  try {
    task();
  } catch (error) {
    if (!(error instanceof kind) || error.message === '') throw error;
  }
}
