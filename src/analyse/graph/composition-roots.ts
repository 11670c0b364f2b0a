// Packages that architecture does not bind: those that put the program together, and those that are not part of the service.
import type { GoPackage } from '../../domain/package-graph.ts';
import { baseName } from './modules.ts';

const ROOT_NAME =
  /^(main|cmd|di|dig|fx|ioc|wire|wiring|bootstrap|boot|container|containers|setup|startup|start|compose|composition|injector|inject|injection|registry|providers?|daemon|runner|initializer|initialize|init)$/i;

/** Where a program is wired: a command, or a package named for that work. Its purpose is to import everything. */
export function isCompositionRoot({ name, dir }: Pick<GoPackage, 'name' | 'dir'>): boolean {
  return name === 'main' || /(^|\/)cmd(\/|$)/.test(dir) || ROOT_NAME.test(baseName(dir));
}

const SUPPORT =
  /(^|\/)(_?examples?|samples?|demos?|tools?|testdata|third_party|vendor|hack|scripts?|[^/]*mocks?|mock[a-z]*|mock_[^/]*|fakes?|stubs?|[a-z]*tests?|test(ing|util|utils|helpers?|support|data|kit)|e2e|integration|bench(mark)?s?|docs?|migrations?|generated|gen)(\/|$)/i;

/** Directories beside the service: examples, tools, test support, generated code. */
export function isSupportDir(dir: string): boolean {
  return SUPPORT.test(dir);
}
