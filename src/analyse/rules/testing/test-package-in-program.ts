// Finds production code that imports a test package.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Packages that only tests have a use for. net/http/httptest is not among them: programs use its recorder. */
const FOR_TESTS =
  /^(testing|testing\/(iotest|quick|fstest)|github\.com\/stretchr\/testify(\/.*)?|github\.com\/golang\/mock\/gomock|go\.uber\.org\/mock\/gomock|github\.com\/DATA-DOG\/go-sqlmock|github\.com\/onsi\/(ginkgo|gomega)(\/.*)?|github\.com\/jarcoal\/httpmock|github\.com\/testcontainers\/testcontainers-go(\/.*)?|gotest\.tools(\/.*)?|github\.com\/alicebob\/miniredis(\/.*)?)$/;

const SAYS_SO = /test|mock|fake|suite|fixture|assert|bench|conformance|golden/i;

export const testPackageInProgram: CodeRule = {
  id: 'testing/test-package-in-program',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Production code imports a test package',
  messages: {
    imported: '`{file}` of package {package} imports `{path}`.',
  },
  why:
    'The package and its dependencies are linked into the binary (testify brings diff and YAML code), ' +
    'and production code starts to depend on test helpers.',
  exceptions: 'only tests import the package and its name ends in `test`.',
  fix: 'Move the code to a _test.go file, or to a package whose name ends in `test`.',
  tradeOffs: 'Helpers that several packages share need such a package.',
  example:
    'package storetest // imported by tests alone\n' +
    '\n' +
    'func NewStore(t testing.TB) *store.Store { return store.New(t.TempDir()) }',
  references: [
    'https://google.github.io/styleguide/go/best-practices#naming-doubles-helper-package',
    'https://pkg.go.dev/testing',
  ],
  linters: ['depguard'],
  prefilters: {
    file: /"(?:testing|github\.com\/(?:stretchr\/testify|golang\/mock|DATA-DOG|onsi|jarcoal|testcontainers|alicebob)|go\.uber\.org\/mock|gotest\.tools)/,
  },
  nodes: ['import_spec'],
  check(node, file) {
    const path = importOf(node, file);
    if (path === null || SAYS_SO.test(file.path) || SAYS_SO.test(file.packageName)) return null;
    // testing.Testing and testing.Short are asked by programs on purpose; a function that takes a testing.TB is a
    // helper of tests.
    if (path === 'testing' && /\btesting\.(Testing|Init|Benchmark|AllocsPerRun|CoverMode)\(/.test(file.file.text))
      return null;
    return { node, message: 'imported', data: { file: file.path, package: file.packageName, path } };
  },
  /** A package that nothing but tests imports is theirs. */
  confirm({ path }, around) {
    const own = around.packageOf(path);
    if (own === null) return false;
    return own.name === 'main' || around.importersOf(own.dir).length > 0;
  },
};

function importOf(node: GoNode, file: GoFile): string | null {
  const path = file.field(node, 'path').slice(1, -1);
  return FOR_TESTS.test(path) ? path : null;
}
