import {
  goroutineOutlivesRequest,
  goroutinePerElement,
  goroutineUnattended,
} from '../../../src/analyse/rules/goroutines.ts';
import { ruleTests } from './examples.ts';

const handler = (body: string): string => `package api

import (
	"context"
	"net/http"
	"sync"
)

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
${body}
}
`;

ruleTests(goroutineOutlivesRequest, {
  found: {
    'a goroutine that takes the context of the request along': handler(`	ctx := r.Context()
	go func() { // want
		s.index(ctx, order)
	}()
	w.WriteHeader(http.StatusAccepted)`),
    'a Lambda handler that returns first': `package main

import "github.com/aws/aws-lambda-go/events"

func handle(request events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	go audit(request.Body) // want
	return events.APIGatewayProxyResponse{StatusCode: 202}, nil
}
`,
  },
  silent: {
    'a handler that waits': handler(`	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.index(order)
	}()
	wg.Wait()`),
    'a result that is received': handler(`	found := make(chan bool, 1)
	go func() { found <- s.look(order) }()
	if !<-found {
		http.NotFound(w, r)
	}`),
    'work with a context of its own':
      handler(`	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), limit)
	go func() {
		defer cancel()
		s.index(ctx, order)
	}()`),
    'a connection that was taken over': handler(`	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go s.pump(conn)`),
    'a goroutine of a constructor': `package api

import "net/http"

func New(mux *http.ServeMux) *Server {
	s := &Server{}
	go s.sweep()
	return s
}
`,
  },
});

ruleTests(goroutineUnattended, {
  found: {
    'a goroutine that is forgotten': handler(`	go s.index(order) // want
	w.WriteHeader(http.StatusAccepted)`),
    'a closure that is forgotten': handler(`	go func() { // want
		s.index(order)
	}()`),
  },
  silent: {
    'one that is cut off, which another rule tells': handler('\tgo s.index(r.Context(), order)'),
    'work with a context of its own': handler(`	ctx := context.WithoutCancel(r.Context())
	go s.index(ctx, order)`),
  },
});

const each = (body: string): string => `package load

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func (l *Loader) All(ctx context.Context, ids []string) error {
${body}
}
`;

ruleTests(goroutinePerElement, {
  found: {
    'a call for each id of a parameter': each(`	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() { // want
			defer wg.Done()
			l.client.Fetch(ctx, id)
		}()
	}
	wg.Wait()
	return nil`),
    'a group without a limit over what a query found': each(`	orders, err := l.repo.Open(ctx)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, order := range orders {
		group.Go(func() error { // want
			return l.store.Save(ctx, order)
		})
	}
	return group.Wait()`),
  },
  silent: {
    'a group with a limit': each(`	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for _, id := range ids {
		group.Go(func() error { return l.client.Fetch(ctx, id) })
	}
	return group.Wait()`),
    'a hand-made limit': each(`	tokens := make(chan struct{}, 8)
	for _, id := range ids {
		tokens <- struct{}{}
		go func() {
			defer func() { <-tokens }()
			l.client.Fetch(ctx, id)
		}()
	}
	return nil`),
    'work that stays in the process': each(`	for _, id := range ids {
		go func() { l.digest(id) }()
	}
	return nil`),
    'one that waits for events all along': each(`	for _, id := range ids {
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case event := <-l.events:
					l.client.Fetch(ctx, event)
				}
			}
		}()
	}
	return nil`),
    'a list that somebody configured': each(`	for _, region := range l.regions {
		go func() { l.client.Fetch(ctx, region) }()
	}
	return nil`),
    'a list written here': each(`	names := []string{"orders", "books"}
	for _, name := range names {
		go func() { l.client.Fetch(ctx, name) }()
	}
	return nil`),
  },
});
