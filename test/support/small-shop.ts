// The smallest service with a mistake to make: two packages, and a change that closes a cycle between them.

export const SHOP = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'domain/order.go': 'package domain\n\n// Order is what a customer buys.\ntype Order struct{ ID string }\n',
  'store/store.go':
    'package store\n\nimport "example.com/shop/domain"\n\n// Store keeps orders.\ntype Store struct{ orders map[string]domain.Order }\n',
};
/** The domain imports the store. */
export const CYCLE = {
  'domain/order.go':
    'package domain\n\nimport "example.com/shop/store"\n\n// Order is what a customer buys.\ntype Order struct{ Store *store.Store }\n',
};
