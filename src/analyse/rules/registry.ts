// Registers every rule, once: the engine gets the rules from here, and `architect rules` prints them.
import { boundWithoutCheck } from './api/bound-without-check.ts';
import { breakingChange } from './api/breaking-change.ts';
import { internalErrorToClient } from './api/internal-error-to-client.ts';
import { lambdaResponseAndError } from './api/lambda-response-and-error.ts';
import { noReturnAfterError } from './api/no-return-after-error.ts';
import { promise } from './api/promise.ts';
import { protoBreak } from './api/proto-break.ts';
import { routeWithoutAuth } from './api/route-without-auth.ts';
import { routeWithoutVersion } from './api/route-without-version.ts';
import { serverWithoutTimeouts } from './api/server-without-timeouts.ts';
import { unboundedBody } from './api/unbounded-body.ts';
import { wireBreak } from './api/wire-break.ts';
import { cancelDropped } from './concurrency/cancel-dropped.ts';
import { clientPerInvocation } from './concurrency/client-per-invocation.ts';
import { contextInStruct } from './concurrency/context-in-struct.ts';
import { contextNotFirst } from './concurrency/context-not-first.ts';
import { contextReplaced } from './concurrency/context-replaced.ts';
import { deferInLoop } from './concurrency/defer-in-loop.ts';
import { dynamodbScan } from './concurrency/dynamodb-scan.ts';
import { goroutineOutlivesRequest } from './concurrency/goroutine-outlives-request.ts';
import { goroutinePerElement } from './concurrency/goroutine-per-element.ts';
import { goroutineUnattended } from './concurrency/goroutine-unattended.ts';
import { httpClientWithoutTimeout } from './concurrency/http-client-without-timeout.ts';
import { lockCopied } from './concurrency/lock-copied.ts';
import { paginatorSpins } from './concurrency/paginator-spins.ts';
import { queryPerRow } from './concurrency/query-per-row.ts';
import { regexpPerCall } from './concurrency/regexp-per-call.ts';
import { responseBodyNotClosed } from './concurrency/response-body-not-closed.ts';
import { rowsNotClosed } from './concurrency/rows-not-closed.ts';
import { timerInLoop } from './concurrency/timer-in-loop.ts';
import { upstreamBodyUnbounded } from './concurrency/upstream-body-unbounded.ts';
import { waitgroupAddInside } from './concurrency/waitgroup-add-inside.ts';
import type { ChangeRule } from './engine/change-rule.ts';
import type { GraphRule } from './engine/graph-rule.ts';
import type { CodeRule, RuleText } from './engine/rule.ts';
import { destructiveMigration } from './operations/destructive-migration.ts';
import { endlessLabel } from './operations/endless-label.ts';
import { environmentReadDeep } from './operations/environment-read-deep.ts';
import { exitOutsideMain } from './operations/exit-outside-main.ts';
import { goOlderThanModule } from './operations/go-older-than-module.ts';
import { indexLocksTable } from './operations/index-locks-table.ts';
import { livenessAsksDependency } from './operations/liveness-asks-dependency.ts';
import { localReplace } from './operations/local-replace.ts';
import { noGracefulShutdown } from './operations/no-graceful-shutdown.ts';
import { notNullWithoutDefault } from './operations/not-null-without-default.ts';
import { panicOnError } from './operations/panic-on-error.ts';
import { printInService } from './operations/print-in-service.ts';
import { serverCutOff } from './operations/server-cut-off.ts';
import { undocumentedVariable } from './operations/undocumented-variable.ts';
import { workInInit } from './operations/work-in-init.ts';
import { batchFailsAsOne } from './risk/batch-fails-as-one.ts';
import { corsWildcardWithCredentials } from './risk/cors-wildcard-with-credentials.ts';
import { credentialInLog } from './risk/credential-in-log.ts';
import { errorCompared } from './risk/error-compared.ts';
import { errorDropped } from './risk/error-dropped.ts';
import { errorNotWrapped } from './risk/error-not-wrapped.ts';
import { errorSwallowed } from './risk/error-swallowed.ts';
import { firstPageOnly } from './risk/first-page-only.ts';
import { hardCodedSecret } from './risk/hard-coded-secret.ts';
import { noIdempotency } from './risk/no-idempotency.ts';
import { retryWithoutPause } from './risk/retry-without-pause.ts';
import { shellWithDynamicText } from './risk/shell-with-dynamic-text.ts';
import { sqlFormattedValue } from './risk/sql-formatted-value.ts';
import { tlsVerificationOff } from './risk/tls-verification-off.ts';
import { transactionWithoutRollback } from './risk/transaction-without-rollback.ts';
import { uncheckedAssertion } from './risk/unchecked-assertion.ts';
import { unconditionalCreate } from './risk/unconditional-create.ts';
import { writesWithoutTransaction } from './risk/writes-without-transaction.ts';
import { componentCycle } from './service/component-cycle.ts';
import { componentEdge } from './service/component-edge.ts';
import { featureInternals } from './service/feature-internals.ts';
import { globalClient } from './service/global-client.ts';
import { importCycle } from './service/import-cycle.ts';
import { internalImport } from './service/internal-import.ts';
import { layer } from './service/layer.ts';
import { layerByName } from './service/layer-by-name.ts';
import { lessStableDependency } from './service/less-stable-dependency.ts';
import { packageGrows } from './service/package-grows.ts';
import { retiredModule } from './service/retired-module.ts';
import { vaguePackageName } from './service/vague-package-name.ts';
import { wideInterface } from './service/wide-interface.ts';
import { wireAndStorageInOne } from './service/wire-and-storage-in-one.ts';
import { zoneOfPain } from './service/zone-of-pain.ts';
import { assertsNothing } from './testing/asserts-nothing.ts';
import { fatalInGoroutine } from './testing/fatal-in-goroutine.ts';
import { mockOfConcrete } from './testing/mock-of-concrete.ts';
import { newBehaviourWithoutTest } from './testing/new-behaviour-without-test.ts';
import { newPackageWithoutTests } from './testing/new-package-without-tests.ts';
import { parallelSharesState } from './testing/parallel-shares-state.ts';
import { readAfterSleep } from './testing/read-after-sleep.ts';
import { realNetwork } from './testing/real-network.ts';
import { setenv } from './testing/setenv.ts';
import { sleep } from './testing/sleep.ts';
import { testPackageInProgram } from './testing/test-package-in-program.ts';
import { testsRemoved } from './testing/tests-removed.ts';
import { unconditionalSkip } from './testing/unconditional-skip.ts';

/** Rules about the code of one file. */
export const codeRules: readonly CodeRule[] = [
  boundWithoutCheck,
  internalErrorToClient,
  lambdaResponseAndError,
  noReturnAfterError,
  routeWithoutAuth,
  routeWithoutVersion,
  serverWithoutTimeouts,
  unboundedBody,
  cancelDropped,
  clientPerInvocation,
  contextInStruct,
  contextNotFirst,
  contextReplaced,
  deferInLoop,
  dynamodbScan,
  goroutineOutlivesRequest,
  goroutinePerElement,
  goroutineUnattended,
  httpClientWithoutTimeout,
  lockCopied,
  paginatorSpins,
  queryPerRow,
  regexpPerCall,
  responseBodyNotClosed,
  rowsNotClosed,
  timerInLoop,
  upstreamBodyUnbounded,
  waitgroupAddInside,
  endlessLabel,
  environmentReadDeep,
  exitOutsideMain,
  livenessAsksDependency,
  noGracefulShutdown,
  panicOnError,
  printInService,
  serverCutOff,
  undocumentedVariable,
  workInInit,
  batchFailsAsOne,
  corsWildcardWithCredentials,
  credentialInLog,
  errorCompared,
  errorDropped,
  errorNotWrapped,
  errorSwallowed,
  firstPageOnly,
  hardCodedSecret,
  noIdempotency,
  retryWithoutPause,
  shellWithDynamicText,
  sqlFormattedValue,
  tlsVerificationOff,
  transactionWithoutRollback,
  uncheckedAssertion,
  unconditionalCreate,
  writesWithoutTransaction,
  globalClient,
  wideInterface,
  wireAndStorageInOne,
  assertsNothing,
  fatalInGoroutine,
  mockOfConcrete,
  parallelSharesState,
  readAfterSleep,
  realNetwork,
  setenv,
  sleep,
  testPackageInProgram,
  unconditionalSkip,
];

/** Rules about a change as a whole. */
export const changeRules: readonly ChangeRule[] = [
  protoBreak,
  wireBreak,
  destructiveMigration,
  goOlderThanModule,
  indexLocksTable,
  localReplace,
  notNullWithoutDefault,
  componentCycle,
  componentEdge,
  featureInternals,
  internalImport,
  layerByName,
  lessStableDependency,
  packageGrows,
  vaguePackageName,
  zoneOfPain,
  newBehaviourWithoutTest,
  newPackageWithoutTests,
  testsRemoved,
];

/** Rules that the graph, the exported API or go.mod prove by themselves. */
export const graphRules: readonly GraphRule[] = [importCycle, layer, breakingChange, retiredModule];

/** Every rule by id. */
export const allRules: readonly RuleText[] = [...graphRules, promise, ...codeRules, ...changeRules].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);
