import { contextInStruct, contextNotFirst } from '../../../src/analyse/rules/context-place.ts';
import { ruleTests } from './examples.ts';

const go = (declarations: string): string => `package shop

import (
	"context"
	"net/http"
	"testing"
)

${declarations}
`;

ruleTests(contextNotFirst, {
  found: {
    'a context at the end': go('func Save(order Order, ctx context.Context) error { return nil } // want'),
    'a context in a method': go('func (s *Store) Save(id string, ctx context.Context, n int) {} // want'),
  },
  silent: {
    'a context in the first place': go('func Save(ctx context.Context, order Order) error { return nil }'),
    'a test that comes first': go('func prepare(t *testing.T, ctx context.Context) {}'),
    'a response writer that comes first': go('func answer(w http.ResponseWriter, ctx context.Context) {}'),
  },
});

ruleTests(contextInStruct, {
  found: {
    'a client that keeps a context': go('type Client struct {\n\tctx context.Context // want\n\turl string\n}'),
    'an embedded context': go('type Worker struct {\n\tcontext.Context // want\n}'),
  },
  silent: {
    'a request': go('type saveRequest struct {\n\tctx context.Context\n\tid  string\n}'),
    'the function that ends it': go('type Client struct {\n\tcancel context.CancelFunc\n}'),
  },
});
