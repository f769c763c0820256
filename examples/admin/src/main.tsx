import { createRoot } from 'react-dom/client';
import { Admin, Resource } from 'react-admin';
import { authProvider } from './auth-provider';
import { dataProvider } from './data-provider';
import { items } from './items';
import { users } from './users';

createRoot(document.getElementById('root')!).render(
  <Admin
    title="Strata Admin"
    dataProvider={dataProvider}
    authProvider={authProvider}
    requireAuth
    // react-admin else asks a server of its makers for a picture, with the name of this one.
    disableTelemetry
  >
    {(role) => [
      <Resource key="items" {...items} recordRepresentation="name" />,
      role === 'admin' && <Resource key="users" {...users} recordRepresentation="display_name" />,
    ]}
  </Admin>,
);
