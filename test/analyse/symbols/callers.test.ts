import { describe, expect, test } from '@jest/globals';
import { callersIn, referencesOf } from './code.ts';

const shop = `
-- go.mod --
module example.com/shop

go 1.25
-- store/store.go --
package store

import "context"

type Store struct {
	cache *Cache
	rows  map[string]*Row
}

type Cache struct{}

func (c *Cache) Drop(key string) {}

type Row struct{}

func (r Row) Scan() error { return nil }

func New() (*Store, error) { return &Store{}, nil }

func (s *Store) Get(ctx context.Context, id string) (*Row, error) {
	s.cache.Drop(id)
	return s.rows[id], nil
}

func (s *Store) All() []*Row { return nil }

var Default, _ = New()
-- service/service.go --
package service

import (
	"context"

	db "example.com/shop/store"
)

type rows interface {
	Get(ctx context.Context, id string) (*db.Row, error)
}

type Service struct {
	store rows
	real  *db.Store
}

func (s *Service) Place(ctx context.Context, id string) error {
	row, err := s.store.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := row.Scan(); err != nil {
		return err
	}
	for _, one := range s.real.All() {
		_ = one.Scan()
	}
	db.Default.Get(ctx, id)
	return nil
}

func Wire() *Service {
	store, err := db.New()
	if err != nil {
		panic(err)
	}
	store.Get(nil, "")
	return &Service{store: store, real: store}
}

func shadowed(db *Service, other any) {
	db.Place(nil, "")
	other.(interface{ Get() }).Get()
	load := func(s *Service) { s.Place(nil, "") }
	load(db)
	switch x := other.(type) {
	case *Service:
		x.Get()
	}
}
-- dots/dots.go --
package dots

import . "example.com/shop/store"

func use() {
	s, _ := New()
	s.Get(nil, "")
	var local Store
	local.All()
}
-- store/store_test.go --
package store

func helper() { New() }
`;

describe('callers', () => {
  test('of a method are found by parameters, fields, locals, results, package variables and dot imports', async () => {
    const references = await referencesOf(shop);
    expect(callersIn(references, 'example.com/shop/store', 'Store.Get')).toEqual([
      'dots/dots.go:7 use',
      'service/service.go:29 Service.Place',
      'service/service.go:38 Wire',
      'service/service.go:19 Service.Place through service.rows',
      '1 unresolved',
    ]);
    expect(callersIn(references, 'example.com/shop/store', 'Row.Scan')).toEqual([
      'service/service.go:23 Service.Place',
      'service/service.go:27 Service.Place',
    ]);
    expect(callersIn(references, 'example.com/shop/store', 'Cache.Drop')).toEqual(['store/store.go:21 Store.Get']);
  });

  test('of a function are those of its package and of importers, whatever they call it; tests are no callers', async () => {
    const references = await referencesOf(shop);
    expect(callersIn(references, 'example.com/shop/store', 'New')).toEqual([
      'dots/dots.go:6 use',
      'service/service.go:34 Wire',
      'store/store.go:27 Default',
    ]);
  });

  test('a variable of a package name hides the package', async () => {
    const references = await referencesOf(shop);
    expect(callersIn(references, 'example.com/shop/service', 'Service.Place')).toEqual([
      'service/service.go:43 shadowed',
      'service/service.go:45 shadowed',
    ]);
  });

  test('quote the line that they stand on', async () => {
    const { sites } = (await referencesOf(shop)).callersOf('example.com/shop/store', 'New');
    expect(sites.map(({ place }) => place.quote)).toEqual([
      's, _ := New()',
      'store, err := db.New()',
      'var Default, _ = New()',
    ]);
  });
});

describe('implementers', () => {
  const module = `
-- go.mod --
module example.com/m

go 1.25
-- port/port.go --
package port

import "context"

type Reader interface {
	Read(ctx context.Context, id string) (*Item, error)
}

type Store interface {
	Reader
	Write(item *Item) error
}

type Item struct{}
-- sql/sql.go --
package sql

import (
	"context"

	"example.com/m/port"
)

type base struct{}

func (b *base) Write(item *port.Item) error { return nil }

type Table struct {
	base
}

func (t *Table) Read(ctx context.Context, key string) (*port.Item, error) { return nil, nil }

type Half struct{}

func (h Half) Write(item *port.Item) error { return nil }

type Other struct{}

func (o Other) Read(id string) (*port.Item, error) { return nil, nil }
func (o Other) Write(item *port.Item) error        { return nil }
`;

  test('have all methods, embedded ones included, with the same types', async () => {
    const references = await referencesOf(module);
    const names = (name: string) =>
      references
        .implementersOf('example.com/m/port', name)
        ?.map((found) => `${found.name} ${found.place.path}:${found.place.startLine}`);
    expect(names('Store')).toEqual(['sql.Table sql/sql.go:13']);
    expect(names('Reader')).toEqual(['sql.Table sql/sql.go:13']);
    expect(names('Item')).toBeUndefined();
  });
});

test('what stands within new() is used too (Go 1.26), and methods have type parameters of their own (Go 1.27)', async () => {
  const references = await referencesOf(`
-- go.mod --
module m

go 1.27
-- box/box.go --
package box

type Box[T any] struct{ value T }

func (b *Box[T]) Map[
	U any,
](f func(T) U) U {
	return apply(f, b.value)
}

func apply[T, U any](f func(T) U, value T) U { return f(value) }

func Fresh() int { return 1 }

type Pair[K, V any] struct{}
-- main.go --
package main

import "m/box"

func main() {
	var numbers box.Box[int]
	a := new(numbers.Map[int](double))
	b := new(box.Fresh())
	c := new(box.Pair[[]int, map[string]int])
	d := new(numbers)
	use(a, b, c, d)
}

func double(n int) int { return 2 * n }

func use(...any) {}
`);
  const callers = (name: string) => callersIn(references, 'm/box', name);
  expect(callers('Box.Map')).toEqual(['main.go:7 main']);
  expect(callers('apply')).toEqual(['box/box.go:8 Box.Map']);
  expect(callers('Fresh')).toEqual(['main.go:8 main']);
  expect(callers('Pair')).toEqual(['main.go:9 main']);
});
