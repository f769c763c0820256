import { describeResource } from '../support/describe-resource.js';

describeResource('/api/v1/items', {
  unique: ['name'],
  create: (n) => ({ name: `Name ${n}`, description: 'Description 1', quantity: 0, status: 'draft' }),
  change: { description: 'Description 2', quantity: 1, status: 'archived' },
});
