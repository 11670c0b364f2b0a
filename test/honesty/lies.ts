// A change in which all is well, and false findings about it: each quotes real code, and code disproves each.

/** The whole module at the head; at the base, `Charge` was missing. */
export const MODULE = `-- go.mod --
module example.com/shop

go 1.24
-- docs/DESIGN.md --
# Design

Handlers must not import internal/store. Every write goes through the ledger.
-- internal/api/api.go --
package api

import (
	"context"
	"encoding/json"
	"net/http"

	"example.com/shop/internal/pay"
)

const maxBody = 1 << 20

// Handler serves payments.
type Handler struct{ pay *pay.Service }

// Routes are behind requireLogin.
func (h *Handler) Routes(mux *http.ServeMux) {
	mux.Handle("POST /charges", requireLogin(http.HandlerFunc(h.charge)))
}

func (h *Handler) charge(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Account string \`json:"account"\`
		Cents   int64  \`json:"cents"\`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&in); err != nil {
		http.Error(w, "invalid request", http.StatusBadRequest)
		return
	}
	if in.Account != accountOf(r.Context()) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	if err := h.pay.Charge(r.Context(), in.Account, in.Cents); err != nil {
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type key struct{}

func accountOf(ctx context.Context) string { name, _ := ctx.Value(key{}).(string); return name }

func requireLogin(next http.Handler) http.Handler { return next }
-- internal/pay/pay.go --
package pay

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// ErrAmount is returned for amounts that are not positive.
var ErrAmount = errors.New("the amount is not positive")

var client = &http.Client{Timeout: 5 * time.Second}

// Service charges accounts.
type Service struct {
	db *sql.DB
	mu sync.Mutex
	// seen is guarded by mu.
	seen map[string]int64
}

// New returns a service that can be used at once.
func New(db *sql.DB) *Service { return &Service{db: db, seen: map[string]int64{}} }

// Charge books an amount.
func (s *Service) Charge(ctx context.Context, account string, cents int64) error {
	if cents <= 0 {
		return ErrAmount
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO ledger (account, cents) VALUES ($1, $2)", account, cents); err != nil {
		return fmt.Errorf("book: %w", err)
	}
	s.count(account, cents)
	return tx.Commit()
}

func (s *Service) count(account string, cents int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[account] += cents
}

// Accounts lists those of which something was charged.
func (s *Service) Accounts(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT account FROM ledger LIMIT 100")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var accounts []string
	for rows.Next() {
		var account string
		if err := rows.Scan(&account); err != nil {
			return nil, err
		}
		accounts = append(accounts, account)
	}
	return accounts, rows.Err()
}

// Ping asks the bank whether it is there.
func Ping(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("bank: %s", response.Status)
	}
	return nil
}
`;

const API = 'internal/api/api.go';
const PAY = 'internal/pay/pay.go';

export interface Lie {
  readonly severity: 'critical' | 'high' | 'medium';
  readonly section: string;
  readonly title: string;
  readonly path: string;
  readonly quote: string;
  readonly rationale: string;
  /** Code that disproves it. */
  readonly proof: { readonly path: string; readonly quote: string };
  readonly citations?: readonly object[];
}

const lie = (
  severity: Lie['severity'],
  section: string,
  title: string,
  [path, quote]: readonly [string, string],
  [proofPath, proof]: readonly [string, string],
  citations?: readonly object[],
): Lie => ({
  severity,
  section,
  title,
  path,
  quote,
  rationale: `${title}, and whoever relies on it finds out in production.`,
  proof: { path: proofPath, quote: proof },
  ...(citations === undefined ? {} : { citations }),
});

const charged = [API, 'if err := h.pay.Charge(r.Context(), in.Account, in.Cents); err != nil {'] as const;
const booked = [PAY, 's.count(account, cents)'] as const;

/** One of each kind. */
export const LIES: readonly Lie[] = [
  lie('critical', 'risk-mitigation', 'Anybody can charge any account', charged, [
    API,
    'if in.Account != accountOf(r.Context()) {',
  ]),
  lie(
    'critical',
    'risk-mitigation',
    'The route for charges asks for no login',
    [API, 'func (h *Handler) charge(w http.ResponseWriter, r *http.Request) {'],
    [API, 'mux.Handle("POST /charges", requireLogin(http.HandlerFunc(h.charge)))'],
  ),
  lie(
    'critical',
    'risk-mitigation',
    'The account is written into the SQL text',
    [
      PAY,
      'if _, err := tx.ExecContext(ctx, "INSERT INTO ledger (account, cents) VALUES ($1, $2)", account, cents); err != nil {',
    ],
    [PAY, '"INSERT INTO ledger (account, cents) VALUES ($1, $2)", account, cents'],
  ),
  lie(
    'high',
    'api-design',
    'The body of a request has no bound',
    [API, 'var in struct {'],
    [API, 'http.MaxBytesReader(w, r.Body, maxBody)'],
  ),
  lie(
    'high',
    'api-design',
    'The text of an internal error reaches the client',
    [API, 'http.Error(w, "try again", http.StatusInternalServerError)'],
    [API, 'http.Error(w, "try again", http.StatusInternalServerError)'],
  ),
  lie(
    'high',
    'concurrency-performance',
    'The map of amounts is written without its lock',
    [PAY, 's.seen[account] += cents'],
    [PAY, 's.mu.Lock()'],
  ),
  lie(
    'high',
    'concurrency-performance',
    'The map of amounts is nil at the first write',
    [PAY, 'seen map[string]int64'],
    [PAY, 'seen: map[string]int64{}'],
  ),
  lie(
    'high',
    'risk-mitigation',
    'The transaction stays open when the insert fails',
    [PAY, 'return fmt.Errorf("book: %w", err)'],
    [PAY, 'defer tx.Rollback()'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The rows are never closed',
    [PAY, 'rows, err := s.db.QueryContext(ctx, "SELECT account FROM ledger LIMIT 100")'],
    [PAY, 'defer rows.Close()'],
  ),
  lie(
    'medium',
    'risk-mitigation',
    'An error of the iteration over rows is lost',
    [PAY, 'accounts = append(accounts, account)'],
    [PAY, 'return accounts, rows.Err()'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The list of accounts has no bound',
    [PAY, 'var accounts []string'],
    [PAY, 'SELECT account FROM ledger LIMIT 100'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The client of the bank has no timeout',
    [PAY, 'response, err := client.Do(request)'],
    [PAY, 'var client = &http.Client{Timeout: 5 * time.Second}'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The response of the bank is never closed',
    [PAY, 'response, err := client.Do(request)'],
    [PAY, 'defer response.Body.Close()'],
  ),
  lie(
    'medium',
    'api-design',
    'The status of the bank is never examined',
    [PAY, 'return fmt.Errorf("bank: %s", response.Status)'],
    [PAY, 'if response.StatusCode != http.StatusOK {'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The request to the bank ignores the context',
    [PAY, 'request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)'],
    [PAY, 'http.NewRequestWithContext(ctx, http.MethodGet, url, nil)'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'Charge waits for the database without a deadline',
    [PAY, 'tx, err := s.db.BeginTx(ctx, nil)'],
    [PAY, 'ctx, cancel := context.WithTimeout(ctx, 2*time.Second)'],
  ),
  lie(
    'medium',
    'concurrency-performance',
    'The timer of the context leaks',
    [PAY, 'ctx, cancel := context.WithTimeout(ctx, 2*time.Second)'],
    [PAY, 'defer cancel()'],
  ),
  lie(
    'high',
    'risk-mitigation',
    'A negative amount pays money out',
    [PAY, 'func (s *Service) Charge(ctx context.Context, account string, cents int64) error {'],
    [PAY, 'if cents <= 0 {'],
  ),
  lie(
    'medium',
    'risk-mitigation',
    'The cause of a failed booking is lost',
    [PAY, 'return fmt.Errorf("book: %w", err)'],
    [PAY, 'return fmt.Errorf("book: %w", err)'],
  ),
  lie(
    'medium',
    'api-design',
    'The handler goes on after a malformed request',
    [API, 'http.Error(w, "invalid request", http.StatusBadRequest)'],
    [API, 'http.Error(w, "invalid request", http.StatusBadRequest)\n\t\treturn'],
  ),
  lie(
    'high',
    'service-architecture',
    'The handler imports the store',
    [API, '"example.com/shop/internal/pay"'],
    [API, '"example.com/shop/internal/pay"'],
    [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'Handlers must not import internal/store' }],
  ),
  lie(
    'critical',
    'service-architecture',
    'Customer data leaks through the new import of pay',
    [API, '"example.com/shop/internal/pay"'],
    [API, '"example.com/shop/internal/pay"'],
    [{ kind: 'fact', factId: 'edge-added:example.com/shop/internal/api->example.com/shop/internal/pay' }],
  ),
  lie(
    'high',
    'service-architecture',
    'A write does not go through the ledger',
    booked,
    [PAY, 'INSERT INTO ledger (account, cents)'],
    [{ kind: 'document', path: 'docs/DESIGN.md', quote: 'Every write goes through the ledger' }],
  ),
  lie(
    'critical',
    'risk-mitigation',
    'The password of the database is in the source',
    [PAY, 'db *sql.DB'],
    [PAY, 'func New(db *sql.DB) *Service'],
  ),
  lie('high', 'testing-strategy', 'A test of Charge was removed', booked, [PAY, 's.count(account, cents)']),
  lie(
    'medium',
    'deployment-operations',
    'The process ends when the bank is down',
    [PAY, 'return fmt.Errorf("bank: %s", response.Status)'],
    [PAY, 'return fmt.Errorf("bank: %s", response.Status)'],
  ),
];
