import { describe, expect, test } from '@jest/globals';
import type { TreeSymbols } from '../../../src/analyse/symbols/symbols.ts';
import { referencesOf } from './code.ts';

const points = (references: TreeSymbols, importPath: string): string[] =>
  references
    .entryPointsOf(importPath)
    .map(({ name, handler, place }) => `${name} → ${handler ?? '-'} (${place.startLine})`);

const ways = (references: TreeSymbols, path: string, line: number): string[] =>
  references.reachOf(path, line).map(({ entryPoint, path: way }) => `${entryPoint.name}: ${way.join(' → ')}`);

describe('routes', () => {
  test('of net/http, with patterns that name a method', async () => {
    const references = await referencesOf(`
-- go.mod --
module example.com/m
-- main.go --
package main

import "net/http"

type page struct{}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

func list(w http.ResponseWriter, r *http.Request) {}

func logged(next http.Handler) http.Handler { return next }

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", list)
	mux.Handle("/page", logged(&page{}))
	mux.Handle("POST example.com/orders", logged(http.HandlerFunc(list)))
	http.HandleFunc("/plain", func(w http.ResponseWriter, r *http.Request) { list(w, r) })
	http.Get("/is/no/route")
	client := &http.Client{}
	client.Get("/neither")
}
`);
    expect(points(references, 'example.com/m')).toEqual([
      'GET /orders/{id} → main.list (15)',
      '/page → main.logged (16)',
      'POST example.com/orders → main.list (17)',
      '/plain → - (18)',
      'main of example.com/m → main.main (13)',
    ]);
  });

  test('of chi, with the prefixes of Route and Mount', async () => {
    const references = await referencesOf(`
-- go.mod --
module example.com/m
-- api/api.go --
package api

import "github.com/go-chi/chi/v5"

type Orders struct{}

func (o *Orders) Create(w int, r int) {}
func (o *Orders) List(w int, r int)   {}
func (o *Orders) Ship(w int, r int)   {}

func (o *Orders) Routes() chi.Router {
	r := chi.NewRouter()
	r.Get("/", o.List)
	return r
}

func (o *Orders) Nested(r chi.Router) {
	r.Put("/ship", o.Ship)
}

const orders = "/orders"

func Routes(o *Orders) {
	r := chi.NewRouter()
	r.Route("/api", func(r chi.Router) {
		r.Route(orders, func(r chi.Router) {
			r.With(nil).Post("/", o.Create)
			r.Route("/{id}", o.Nested)
		})
		r.Group(func(r chi.Router) {
			r.Method("DELETE", "/all", o.Create)
		})
	})
	r.Mount("/v2/orders", o.Routes())
}
`);
    expect(points(references, 'example.com/m/api')).toEqual([
      'GET /v2/orders → api.Orders.List (13)',
      'PUT /api/orders/{id}/ship → api.Orders.Ship (18)',
      'POST /api/orders → api.Orders.Create (27)',
      'DELETE /api/all → api.Orders.Create (31)',
    ]);
  });

  test('of gin, echo, fiber, gorilla and httprouter', async () => {
    const references = await referencesOf(`
-- go.mod --
module example.com/m
-- api/api.go --
package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v3"
	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
)

func handle() {}

func Gin(router *gin.Engine) {
	v1 := router.Group("/v1")
	v1.GET("/orders", gin.Logger(), handle)
	register(v1.Group("/users"))
}

func register(g *gin.RouterGroup) {
	g.POST("/:id", handle)
}

type server struct{ echo *echo.Echo }

func (s *server) Echo() {
	g := s.echo.Group("/echo")
	g.Add(http.MethodPatch, "/x", handle)
	s.echo.Any("/any", handle)
}

func Fiber(app *fiber.App) { app.Group("/f").Delete("/x", handle) }

func Gorilla() {
	r := mux.NewRouter()
	sub := r.PathPrefix("/g").Subrouter()
	sub.HandleFunc("/x", handle).Methods("GET", http.MethodHead)
	sub.Path("/y").Methods("PUT").HandlerFunc(handle)
	r.Methods("DELETE").Path("/z").Handler(handle)
	r.NotFoundHandler = r.NewRoute().HandlerFunc(handle).GetHandler()
}

func Julien(r *httprouter.Router) { r.GET("/j/:id", handle) }
`);
    expect(points(references, 'example.com/m/api')).toEqual([
      'GET /v1/orders → api.handle (17)',
      'POST /v1/users/:id → api.handle (22)',
      'PATCH /echo/x → api.handle (29)',
      '/any → api.handle (30)',
      'DELETE /f/x → api.handle (33)',
      'GET|HEAD /g/x → api.handle (38)',
      'PUT /g/y → api.handle (39)',
      'DELETE /z → api.handle (40)',
      'GET /j/:id → api.handle (44)',
    ]);
  });
});

const service = `
-- go.mod --
module example.com/shop
-- cmd/fn/main.go --
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"example.com/shop/order"
)

type handler struct{ orders *order.Service }

func (h *handler) handle(ctx context.Context, event events.SQSEvent) error {
	return h.orders.Place(ctx)
}

func main() {
	h := &handler{orders: order.New()}
	lambda.StartWithOptions(h.handle, lambda.WithContext(context.Background()))
}
-- cmd/tool/main.go --
package main

import (
	"github.com/spf13/cobra"

	"example.com/shop/order"
)

var place = &cobra.Command{
	Use: "place ORDER",
	RunE: func(cmd *cobra.Command, args []string) error {
		return order.New().Place(cmd.Context())
	},
}

func main() { place.Execute() }
-- rpc/rpc.go --
package rpc

import (
	"context"

	"google.golang.org/grpc"

	pb "example.com/proto/orders"

	"example.com/shop/order"
)

type Placer interface{ Place(ctx context.Context) error }

type Server struct{ placer Placer }

func (s *Server) PlaceOrder(ctx context.Context, in *pb.Order) (*pb.Order, error) {
	return in, s.placer.Place(ctx)
}

func Register(s *grpc.Server) {
	pb.RegisterOrderServiceServer(s, &Server{placer: order.New()})
}
-- order/order.go --
package order

import "context"

type Service struct{}

func New() *Service { return &Service{} }

func (s *Service) Place(ctx context.Context) error {
	return s.store(ctx)
}

func (s *Service) store(ctx context.Context) error { return nil }

func unused() {}
`;

describe('an entry point', () => {
  test('of Lambda is named by its event, a service by its name, a command by its use', async () => {
    const references = await referencesOf(service);
    expect(points(references, 'example.com/shop/cmd/fn')).toEqual([
      'Lambda SQSEvent in cmd/fn → main.handler.handle (20)',
      'main of cmd/fn → main.main (18)',
    ]);
    expect(points(references, 'example.com/shop/cmd/tool')[0]).toBe('command place → - (9)');
    expect(points(references, 'example.com/shop/rpc')).toEqual(['gRPC OrderService → - (22)']);
  });

  test('reaches through methods, interfaces and functions written on the spot', async () => {
    const references = await referencesOf(service);
    expect(ways(references, 'order/order.go', 13)).toEqual([
      'command place: order.Service.Place → order.Service.store',
      'Lambda SQSEvent in cmd/fn: main.handler.handle → order.Service.Place → order.Service.store',
      'gRPC OrderService/PlaceOrder: rpc.Server.PlaceOrder → order.Service.Place → order.Service.store',
    ]);
    expect(ways(references, 'order/order.go', 15)).toEqual([]);
    expect(ways(references, 'cmd/tool/main.go', 12)).toEqual(['command place: ']);
    expect(references.isReachedByRequests('order/order.go', 9)).toBe(true);
    expect(references.isReachedByRequests('order/order.go', 15)).toBe(false);
    expect(references.isReachedByRequests('cmd/tool/main.go', 12)).toBe(false);
  });
});
