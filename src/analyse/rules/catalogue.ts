// All rules that look at the code of one file, in one list.
import { uncheckedAssertion } from './assertions.ts';
import { addInsideGoroutine, cancelDropped, lockCopied } from './concurrency.ts';
import { contextReplaced } from './context.ts';
import { contextInStruct, contextNotFirst } from './context-place.ts';
import { batchFailsAsOne, tableScan } from './dynamodb.ts';
import type { CodeRule } from './engine/rule.ts';
import { undocumentedVariable } from './environment.ts';
import { errorCompared, errorDropped, errorNotWrapped, retryWithoutPause } from './error-handling.ts';
import { errorSwallowed } from './errors.ts';
import { goroutineOutlivesRequest, goroutinePerElement, goroutineUnattended } from './goroutines.ts';
import { internalErrorToClient, noReturnAfterError } from './http-api.ts';
import { corsWildcardWithCredentials, serverWithoutTimeouts } from './http-server.ts';
import { clientPerInvocation, lambdaResponseAndError } from './lambda.ts';
import { credentialInLog } from './logged-secrets.ts';
import { deferInLoop, paginatorSpins, queryPerRow } from './loops.ts';
import { clientWithoutTimeout, shellWithDynamicText, tlsVerifyOff } from './network.ts';
import { exitOutsideMain } from './operations.ts';
import { firstPageOnly } from './paging.ts';
import { bodyReadWhole, regexpPerCall, timerInLoop } from './per-call.ts';
import { parallelSharesState, readAfterSleep } from './racing-tests.ts';
import { boundWithoutCheck, unboundedBody } from './request-body.ts';
import { bodyNotClosed, rowsNotClosed, transactionWithoutRollback } from './resources.ts';
import { routeWithoutGuard, routeWithoutVersion } from './routes.ts';
import { endlessLabel, livenessAsksDependency, noGracefulShutdown, serverCutOff } from './running.ts';
import { hardCodedSecret } from './secrets.ts';
import { globalClient, wideInterface, wireAndStorage } from './shapes.ts';
import { sqlFormattedValue } from './sql.ts';
import { environmentReadDeep, panicOnError, printInService, workInInit } from './surprises.ts';
import { environmentInTest, mockOfConcrete, networkInTest, sleepInTest, testAssertsNothing } from './test-habits.ts';
import { testImportInProgram } from './test-imports.ts';
import { fatalInGoroutine, unconditionalSkip } from './tests.ts';
import { noIdempotency, unconditionalCreate, writesWithoutTransaction } from './writes.ts';

export const codeRules: readonly CodeRule[] = [
  wireAndStorage,
  wideInterface,
  globalClient,
  undocumentedVariable,
  sleepInTest,
  readAfterSleep,
  parallelSharesState,
  environmentInTest,
  networkInTest,
  testAssertsNothing,
  mockOfConcrete,
  testImportInProgram,
  unboundedBody,
  boundWithoutCheck,
  routeWithoutGuard,
  routeWithoutVersion,
  noReturnAfterError,
  internalErrorToClient,
  serverWithoutTimeouts,
  lambdaResponseAndError,
  lockCopied,
  clientPerInvocation,
  cancelDropped,
  addInsideGoroutine,
  rowsNotClosed,
  bodyNotClosed,
  paginatorSpins,
  deferInLoop,
  queryPerRow,
  sqlFormattedValue,
  hardCodedSecret,
  transactionWithoutRollback,
  corsWildcardWithCredentials,
  exitOutsideMain,
  unconditionalSkip,
  fatalInGoroutine,
  contextReplaced,
  clientWithoutTimeout,
  tableScan,
  batchFailsAsOne,
  errorSwallowed,
  tlsVerifyOff,
  shellWithDynamicText,
  contextNotFirst,
  contextInStruct,
  goroutineOutlivesRequest,
  goroutineUnattended,
  goroutinePerElement,
  regexpPerCall,
  timerInLoop,
  bodyReadWhole,
  firstPageOnly,
  environmentReadDeep,
  printInService,
  workInInit,
  panicOnError,
  endlessLabel,
  noGracefulShutdown,
  serverCutOff,
  livenessAsksDependency,
  credentialInLog,
  errorDropped,
  errorNotWrapped,
  errorCompared,
  retryWithoutPause,
  uncheckedAssertion,
  unconditionalCreate,
  writesWithoutTransaction,
  noIdempotency,
];
