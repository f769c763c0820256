import { namesOf } from '../resource/names.ts';

describe('names', () => {
  it.each([
    ['invoice', 'Invoice', 'invoices'],
    ['invoices', 'Invoice', 'invoices'],
    ['category', 'Category', 'categories'],
    ['people', 'Person', 'people'],
    ['address', 'Address', 'addresses'],
    ['addresses', 'Address', 'addresses'],
    ['status', 'Status', 'statuses'],
    ['analysis', 'Analysis', 'analyses'],
    ['specimen', 'Specimen', 'specimens'],
    ['lens', 'Lens', 'lenses'],
    ['cookie', 'Cookie', 'cookies'],
    ['order-line', 'OrderLine', 'order_lines'],
    ['order_lines', 'OrderLine', 'order_lines'],
    ['orderLine', 'OrderLine', 'order_lines'],
    ['OrderLines', 'OrderLine', 'order_lines'],
    ['order lines', 'OrderLine', 'order_lines'],
    ['APIKey', 'ApiKey', 'api_keys'],
    ['vat-rate2', 'VatRate2', 'vat_rate2s'],
  ])('makes %s the class %s and the table %s', (name, one, table) => {
    expect(namesOf(name)).toMatchObject({ one, table });
  });

  it('has every form that code needs', () => {
    expect(namesOf('OrderLine')).toEqual({
      file: 'order-line',
      folder: 'order-lines',
      table: 'order_lines',
      one: 'OrderLine',
      many: 'OrderLines',
      variable: 'orderLine',
      constant: 'ORDER_LINE',
      label: 'order line',
      labels: 'order lines',
      article: 'An order line',
    });
  });

  it.each([
    ['item', 'An item'],
    ['user group', 'A user group'],
    ['unit', 'A unit'],
    ['invoice', 'An invoice'],
    ['hour', 'An hour'],
  ])('gives %s its article', (name, article) => {
    expect(namesOf(name).article).toBe(article);
  });

  it('takes a plural that it is given', () => {
    expect(namesOf('octopus', 'octopodes')).toMatchObject({ one: 'Octopus', table: 'octopodes' });
    expect(namesOf('news', 'news_entries')).toMatchObject({ one: 'News', table: 'news_entries' });
  });

  it.each([
    ['', 'is not a name'],
    ['1st', 'is not a name'],
    ['rechnung-ü', 'is not a name'],
    ['a/b', 'is not a name'],
    ['drop table;', 'is not a name'],
    ['__proto__', 'is not a name'],
    ['news', 'cannot be told apart'],
    ['equipment', 'cannot be told apart'],
    ['date', 'means something else'],
    ['entities', 'means something else'],
    ['page', 'means something else'],
  ])('refuses "%s": %s', (name, message) => {
    expect(() => namesOf(name)).toThrow(message);
  });
});
