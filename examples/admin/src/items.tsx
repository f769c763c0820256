import {
  Create,
  Datagrid,
  DateField,
  Edit,
  List,
  NumberField,
  NumberInput,
  required,
  SearchInput,
  SelectInput,
  SimpleForm,
  TextField,
  TextInput,
} from 'react-admin';
import { DeletedInput } from './deleted-input';
import { RowButton } from './row-button';

const STATUSES = ['draft', 'active', 'archived'];

const filters = [
  <SearchInput key="search" source="search" alwaysOn />,
  <SelectInput key="status" source="status" choices={STATUSES} alwaysOn />,
  <NumberInput key="least" source="quantity__gte" label="Quantity, at least" />,
  <DeletedInput key="deleted" source="deleted" alwaysOn />,
];

const ItemList = () => (
  <List filters={filters} exporter={false} sort={{ field: 'created_at', order: 'DESC' }}>
    <Datagrid rowClick={false}>
      <TextField source="name" />
      <NumberField source="quantity" />
      <TextField source="status" />
      <TextField source="owner.display_name" label="Owner" sortable={false} />
      <DateField source="created_at" showTime />
      <RowButton />
    </Datagrid>
  </List>
);

const fields = [
  <TextInput key="name" source="name" validate={required()} />,
  <TextInput key="description" source="description" multiline parse={(text: string) => text || null} />,
  <NumberInput key="quantity" source="quantity" min={0} defaultValue={0} />,
  <SelectInput key="status" source="status" choices={STATUSES} defaultValue="draft" validate={required()} />,
];

/** Pessimistic: the page says that a row is saved or deleted when the API has said so, which may refuse it (412). */
const ItemEdit = () => (
  <Edit mutationMode="pessimistic">
    <SimpleForm>{fields}</SimpleForm>
  </Edit>
);

const ItemCreate = () => (
  <Create redirect="list">
    <SimpleForm>{fields}</SimpleForm>
  </Create>
);

/** The screens of `/api/v1/items`. */
export const items = { name: 'items', list: ItemList, edit: ItemEdit, create: ItemCreate };
