// Which linters judge what a rule judges: a team that has told them to leave a line alone has said so to the rule as well.

/** Names as golangci-lint gives them. Rules that are left out have no linter beside them. */
const JUDGED_BY: Readonly<Record<string, readonly string[]>> = {
  'api/server-without-timeouts': ['gosec'],
  'api/unbounded-body': ['gosec'],
  'concurrency/cancel-dropped': ['govet', 'vet', 'gosec'],
  'concurrency/context-in-struct': ['containedctx'],
  'concurrency/context-not-first': ['revive', 'golint'],
  'concurrency/context-replaced': ['contextcheck'],
  'concurrency/defer-in-loop': ['revive', 'gocritic'],
  'concurrency/goroutine-outlives-request': ['contextcheck'],
  'concurrency/http-client-without-timeout': ['noctx'],
  'concurrency/lock-copied': ['govet', 'vet', 'copylocks', 'revive'],
  'concurrency/regexp-per-call': ['staticcheck'],
  'concurrency/response-body-not-closed': ['bodyclose'],
  'concurrency/rows-not-closed': ['sqlclosecheck', 'rowserrcheck'],
  'concurrency/timer-in-loop': ['staticcheck'],
  'concurrency/waitgroup-add-inside': ['govet', 'vet', 'staticcheck'],
  'operations/environment-read-deep': ['forbidigo'],
  'operations/exit-outside-main': ['revive', 'gocritic', 'forbidigo'],
  'operations/local-replace': ['gomoddirectives', 'gomodguard'],
  'operations/panic-on-error': ['forbidigo', 'gocritic'],
  'operations/print-in-service': ['forbidigo'],
  'operations/work-in-init': ['gochecknoinits'],
  'risk/error-compared': ['errorlint', 'goerr113', 'err113'],
  'risk/error-dropped': ['errcheck', 'gosec', 'dogsled', 'errchkjson'],
  'risk/error-not-wrapped': ['errorlint', 'wrapcheck', 'goerr113', 'err113'],
  'risk/error-swallowed': ['nilerr', 'nilnil'],
  'risk/hard-coded-secret': ['gosec'],
  'risk/shell-with-dynamic-text': ['gosec'],
  'risk/sql-formatted-value': ['gosec'],
  'risk/tls-verification-off': ['gosec'],
  'risk/unchecked-assertion': ['forcetypeassert', 'errcheck', 'revive'],
  'service/global-client': ['gochecknoglobals'],
  'service/layer': ['depguard', 'gomodguard'],
  'service/layer-by-name': ['depguard'],
  'service/retired-module': ['depguard', 'gomodguard', 'staticcheck'],
  'service/wide-interface': ['interfacebloat'],
  'testing/fatal-in-goroutine': ['govet', 'vet', 'testifylint', 'staticcheck'],
  'testing/real-network': ['noctx'],
  'testing/setenv': ['usetesting', 'tenv'],
  'testing/sleep': ['forbidigo'],
  'testing/test-package-in-program': ['depguard'],
};

/** Linters whose directives leave a rule's case out; none for a rule that stands alone. */
export function lintersOf(rule: string): readonly string[] {
  return JUDGED_BY[rule] ?? [];
}

/** Rules of which the table speaks. */
export const judgedRules: readonly string[] = Object.keys(JUDGED_BY);
