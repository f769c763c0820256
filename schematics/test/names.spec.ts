import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { namesOf } from '../resource/names.ts';
import { parseFields } from '../resource/parse-fields.ts';
import { routesOf } from '../resource/routes.ts';
import { templateData } from '../resource/template-data.ts';

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
      rows: 'orderLines',
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

  it('leaves alone what the files of every entity import', () => {
    const fields = parseFields('a:enum(b|c),d:ref(users),e:integer:unique,f:text');
    const data = templateData({
      names: namesOf('invoice'),
      fields,
      rights: { access: 'public-read', writers: [] },
      routes: routesOf(undefined),
      relations: [],
      sets: [],
    });
    const written = globSync('../resource/**/__*__.*.ts.template', { cwd: import.meta.dirname })
      .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
      .flatMap((code) => [...code.matchAll(/^import \{ ([A-Z][A-Za-z, ]+) \}/gm)])
      .flatMap(([, names]) => names!.split(', '));
    const imported = [...data.http, ...data.service, ...data.platform, ...data.decorators, ...written];
    for (const name of new Set(imported.map((text) => text.replace('type ', '')))) {
      if (!/^[A-Z]+$|Of$|^ApiProperty$/.test(name)) {
        expect(() => namesOf(name, `${name}List`)).toThrow('means something else');
      }
    }
    expect(imported).toEqual(expect.arrayContaining(['Writes', 'Policy', 'UpsertRoute', 'BaseRepository']));
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
    ['policy', 'means something else'],
    ['argument', 'means something else'],
  ])('refuses "%s": %s', (name, message) => {
    expect(() => namesOf(name)).toThrow(message);
  });
});
