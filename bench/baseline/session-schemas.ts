export const loginBody = {
  type: 'object',
  additionalProperties: false,
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', maxLength: 254 },
    password: { type: 'string', minLength: 1, maxLength: 128 },
  },
};

const time = { type: 'string', format: 'date-time' };

export const sessionSchema = {
  type: 'object',
  properties: {
    token: { type: 'string' },
    token_type: { type: 'string' },
    expires_at: time,
    user: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        email: { type: 'string' },
        display_name: { type: 'string' },
        role: { type: 'string' },
        is_active: { type: 'boolean' },
        email_verified_at: { ...time, nullable: true },
        created_at: time,
        updated_at: time,
        version: { type: 'integer' },
      },
    },
  },
};
