// Recognizes packages that architecture rules do not bind: composition roots, and directories that are not part of the
// service.
import type { GoPackage } from '../../domain/package-graph.ts';
import { baseName } from './modules.ts';

const ROOT_NAMES = [
  ...['main', 'cmd', 'di', 'dig', 'fx', 'ioc', 'wire', 'wiring', 'bootstrap', 'boot', 'container', 'containers'],
  ...['setup', 'startup', 'start', 'compose', 'composition', 'injector', 'inject', 'injection', 'registry'],
  ...['provider', 'providers', 'daemon', 'runner', 'initializer', 'initialize', 'init'],
];

/** A command, or a package named for wiring: its purpose is to import everything. */
export function isCompositionRoot({ name, dir }: Pick<GoPackage, 'name' | 'dir'>): boolean {
  return name === 'main' || /(^|\/)cmd(\/|$)/.test(dir) || ROOT_NAMES.includes(baseName(dir).toLowerCase());
}

const SUPPORT_NAMES = [
  '_?examples?|samples?|demos?|tools?|testdata|third_party|vendor|hack|scripts?',
  '[^/]*mocks?|mock[a-z]*|mock_[^/]*|fakes?|stubs?',
  '[a-z]*tests?|test(ing|util|utils|helpers?|support|data|kit)|e2e|integration|bench(mark)?s?',
  'docs?|migrations?|generated|gen',
];
const SUPPORT = new RegExp(`(^|/)(${SUPPORT_NAMES.join('|')})(/|$)`, 'i');

/** Examples, tools, test support, generated code and the like. */
export function isSupportDir(dir: string): boolean {
  return SUPPORT.test(dir);
}
