import {
  directory,
  emailAddress,
  flag,
  mailSender,
  password,
  positiveNumber,
  smtpUrl,
  wholeNumber,
} from '../validators.js';

const HUNDRED_YEARS_IN_DAYS = 36_500;

/** Accounts, sessions, password hashing, and mail. */
export const accountKeys = () => ({
  ADMIN_EMAIL: emailAddress({
    desc: 'E-mail of an admin made at start when there is none with it. Needs ADMIN_PASSWORD.',
    default: undefined,
    example: 'admin@example.com',
  }),
  ADMIN_PASSWORD: password({
    desc: 'Password of that admin, 8 to 128 characters. Needs ADMIN_EMAIL.',
    default: undefined,
    example: 'choose-a-long-one',
  }),
  REGISTRATION_OPEN: flag({
    desc: 'Whether anyone may register an account.',
    default: true,
    example: 'false',
  }),
  SESSION_TTL_DAYS: positiveNumber(HUNDRED_YEARS_IN_DAYS)({
    desc: 'Days after which a session ends in any case; fractions allowed.',
    default: 30,
    example: '90',
  }),
  SESSION_IDLE_DAYS: positiveNumber(HUNDRED_YEARS_IN_DAYS)({
    desc: 'Days without use after which a session ends; fractions allowed.',
    default: 7,
    example: '0.5',
  }),
  SESSIONS_PER_USER: wholeNumber(
    1,
    10_000,
  )({
    desc: 'Most sessions of one user; a further one ends the oldest.',
    default: 50,
    example: '10',
  }),
  ARGON2_MEMORY_KIB: wholeNumber(
    19_456,
    4_194_304,
  )({
    desc: 'Memory of one password hash (Argon2id m), in KiB.',
    default: 19_456,
    example: '65536',
  }),
  ARGON2_TIME_COST: wholeNumber(
    2,
    1000,
  )({
    desc: 'Passes of one password hash (Argon2id t).',
    default: 2,
    example: '3',
  }),
  ARGON2_PARALLELISM: wholeNumber(
    1,
    64,
  )({
    desc: 'Lanes of one password hash (Argon2id p).',
    default: 1,
    example: '2',
  }),
  ARGON2_CONCURRENCY: wholeNumber(
    1,
    64,
  )({
    desc: 'Password hashes computed at once. Keep it below the four threads of libuv.',
    default: 2,
    example: '3',
  }),
  MAIL_URL: smtpUrl({
    desc: 'SMTP server. Unset: each mail is a file in MAIL_DIR; in production mails are not sent, and each is logged as not sent.',
    default: undefined,
    example: 'smtp://user:secret@mail.example.com:587',
  }),
  MAIL_FROM: mailSender({
    desc: 'Sender of the mails. Required with MAIL_URL.',
    default: undefined,
    example: 'Strata <no-reply@example.com>',
  }),
  MAIL_DIR: directory({
    desc: 'Where mails are written as .eml files while MAIL_URL is unset, outside production.',
    default: '.data/mail',
    example: '/tmp/mail',
  }),
});
