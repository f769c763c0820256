import {
  BooleanField,
  BooleanInput,
  Create,
  Datagrid,
  DateField,
  Edit,
  EmailField,
  List,
  PasswordInput,
  required,
  SearchInput,
  SelectInput,
  SimpleForm,
  TextField,
  TextInput,
} from 'react-admin';
import { DeletedInput } from './deleted-input';
import { RowButton } from './row-button';

const ROLES = ['user', 'admin'];

const filters = [
  <SearchInput key="search" source="search" alwaysOn />,
  <SelectInput key="role" source="role" choices={ROLES} alwaysOn />,
  <DeletedInput key="deleted" source="deleted" alwaysOn />,
];

const UserList = () => (
  <List filters={filters} exporter={false} sort={{ field: 'created_at', order: 'DESC' }}>
    <Datagrid rowClick={false}>
      <TextField source="display_name" />
      <EmailField source="email" />
      <TextField source="role" sortable={false} />
      <BooleanField source="is_active" sortable={false} />
      <DateField source="created_at" showTime />
      <RowButton />
    </Datagrid>
  </List>
);

const UserEdit = () => (
  <Edit mutationMode="pessimistic">
    <SimpleForm>
      <TextInput source="display_name" validate={required()} />
      <SelectInput source="role" choices={ROLES} validate={required()} />
      <BooleanInput source="is_active" />
    </SimpleForm>
  </Edit>
);

const UserCreate = () => (
  <Create redirect="list">
    <SimpleForm>
      <TextInput source="email" type="email" validate={required()} />
      <TextInput source="display_name" validate={required()} />
      <PasswordInput source="password" validate={required()} />
      <SelectInput source="role" choices={ROLES} defaultValue="user" validate={required()} />
    </SimpleForm>
  </Create>
);

/** The screens of `/api/v1/users`, which only admins may use. */
export const users = { name: 'users', list: UserList, edit: UserEdit, create: UserCreate };
