import { contextReplaced } from '../../../src/analyse/rules/context.ts';
import { ruleTests } from './examples.ts';

const file = (body: string): string => `package shop

import (
	"context"
	"net/http"
)

${body}
`;

ruleTests(contextReplaced, {
  found: {
    'a handler that loses its request': file(`func (s *server) order(w http.ResponseWriter, r *http.Request) {
	s.load(context.Background(), r.URL.Path) // want
}`),
    'TODO beside a ctx': file(`func (s *store) save(ctx context.Context, id string) error {
	return s.client.Put(context.TODO(), id) // want
}`),
    'a question that a constructor asks': file(`func NewStore(ctx context.Context, client *db.Client) (*store, error) {
	return &store{client: client}, client.Ping(context.Background()) // want
}`),
    'a closure within reach of ctx': file(`func (s *store) all(ctx context.Context, ids []string) {
	each(ids, func(id string) { s.client.Get(context.Background(), id) }) // want
}`),
  },
  silent: {
    'a function without a context': file(`func (s *store) open() error {
	return s.client.Ping(context.Background())
}`),
    'a goroutine that outlives the request': file(`func (s *store) save(ctx context.Context) {
	go func() { s.client.Put(context.Background()) }()
}`),
    'a trace of its own with a link': file(`func (s *store) refresh(ctx context.Context) {
	own, span := tracer.Start(context.Background(), "refresh", trace.WithLinks(trace.LinkFromContext(ctx)))
	defer span.End()
	s.load(own)
}`),
    'a deferred release': file(`func (s *store) save(ctx context.Context) {
	defer s.client.Unlock(context.Background())
}`),
    shutdown: file(`func (s *store) run(ctx context.Context) {
	<-ctx.Done()
	s.server.Shutdown(context.Background())
}`),
    'a guard against nil': file(`func (s *store) run(ctx context.Context) {
	if ctx == nil {
		ctx = context.Background()
	}
}`),
    'a comment that says why': file(`func (s *store) save(ctx context.Context) error {
	// The audit record must outlive the request.
	return s.audit.Put(context.Background())
}`),
    'what a constructor makes for its whole life':
      file(`func NewStore(ctx context.Context, dsn string) (*store, error) {
	client, err := db.Open(context.Background(), dsn)
	return &store{client: client, ctx: context.Background()}, err
}`),
    'a line of the log': file(`func (s *store) save(ctx context.Context) {
	s.log.Info(context.Background(), "saved")
}`),
  },
});
