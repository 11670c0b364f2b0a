import { clientPerInvocation, lambdaResponseAndError } from '../../../src/analyse/rules/lambda.ts';
import { ruleTests } from './examples.ts';

const file = (body: string): string => `package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

${body}
`;

ruleTests(lambdaResponseAndError, {
  found: {
    'a 500 with the error beside it':
      file(`func handle(ctx context.Context, r events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	if err := save(r); err != nil {
		return events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError}, err // want
	}
	return events.APIGatewayProxyResponse{StatusCode: 200}, nil
}`),
    'a pointer and a wrapped error':
      file(`func handle(r events.APIGatewayV2HTTPRequest) (*events.APIGatewayV2HTTPResponse, error) {
	return &events.APIGatewayV2HTTPResponse{StatusCode: 404, Body: "no"}, fmt.Errorf("no such order") // want
}`),
  },
  silent: {
    'an error response with nil':
      file(`func handle(r events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	return events.APIGatewayProxyResponse{StatusCode: 500}, nil
}`),
    'an empty response with an error':
      file(`func handle(r events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	return events.APIGatewayProxyResponse{}, err
}`),
    'an authorizer':
      file(`func auth(r events.APIGatewayCustomAuthorizerRequest) (events.APIGatewayCustomAuthorizerResponse, error) {
	return events.APIGatewayCustomAuthorizerResponse{}, fmt.Errorf("Unauthorized")
}`),
  },
});

ruleTests(clientPerInvocation, {
  found: {
    'a configuration loaded for each request':
      file(`func handle(ctx context.Context, r events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	cfg, err := config.LoadDefaultConfig(ctx) // want
	db := dynamodb.NewFromConfig(cfg)
	return get(db)
}`),
    'a database opened for each message': file(`func (h *handler) Handle(ctx context.Context, e events.SQSEvent) error {
	db, err := sql.Open("pgx", h.url) // want
	return h.save(db, e)
}`),
  },
  silent: {
    'a client made in main': file(`func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	h := &handler{db: dynamodb.NewFromConfig(cfg)}
	lambda.Start(h.Handle)
}`),
    'a client made when it is not there yet':
      file(`func (h *handler) Handle(ctx context.Context, e events.SQSEvent) error {
	if h.db == nil {
		h.db, _ = sql.Open("pgx", h.url)
	}
	h.once.Do(func() { h.cfg, _ = config.LoadDefaultConfig(ctx) })
	return nil
}`),
    'a client made to tell of a failure': file(`func handle(ctx context.Context, e events.SQSEvent) error {
	err := work(ctx)
	if err != nil {
		alarm(dynamodb.NewFromConfig(settings), err)
	}
	return err
}`),
    'a client that depends on the event': file(`func handle(ctx context.Context, e events.SQSEvent) error {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(e.Records[0].AWSRegion))
	return err
}`),
    'a function that handles no event': file(`func open(ctx context.Context) (*sql.DB, error) {
	return sql.Open("pgx", url)
}`),
  },
});
