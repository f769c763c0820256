import type { AuthProvider } from 'react-admin';
import { answered, api, session } from './api';

/** Signs in and out by the sessions of the API. */
export const authProvider: AuthProvider = {
  async login({ username, password }: { username: string; password: string }) {
    const { token } = answered(await api.POST('/api/v1/auth/login', { body: { email: username, password } }));
    session.start(token);
  },

  async logout() {
    if (session.token) await api.POST('/api/v1/auth/logout');
    session.end();
  },

  async checkAuth() {
    if (!session.token) throw new Error('Sign in first');
  },

  /** The session has ended: react-admin leads back to the sign-in. What is forbidden (403) is shown as an error. */
  async checkError({ status }: { status?: number }) {
    if (status === 401) {
      session.end();
      throw new Error('Your session has ended');
    }
  },

  async getIdentity() {
    const { id, display_name } = answered(await api.GET('/api/v1/users/me'));
    return { id, fullName: display_name };
  },

  async getPermissions() {
    return session.token ? answered(await api.GET('/api/v1/users/me')).role : undefined;
  },
};
