import {
  baseUrl,
  displayName,
  flag,
  headerName,
  hostName,
  oneOf,
  originList,
  processCount,
  secret,
  trustedProxies,
  wholeNumber,
} from '../validators.js';
import type { Mode } from './mode.js';

/** Where the server listens, who may call it, and what it shows and logs. */
export const serverKeys = ({ production, terminal }: Mode) => ({
  NODE_ENV: oneOf(
    'development',
    'test',
    'production',
  )({
    desc: 'What kind of run this is. Several defaults below depend on it.',
    default: 'development',
    example: 'production',
  }),
  APP_NAME: displayName({
    desc: 'Name of the application in the banner, in the OpenAPI document, and as the sender of mails.',
    default: 'Strata',
    example: 'Acme Orders',
  }),
  HOST: hostName({
    desc: 'Address to listen on. The default in production is 0.0.0.0.',
    default: production ? '0.0.0.0' : '127.0.0.1',
    example: '0.0.0.0',
  }),
  PORT: wholeNumber(
    0,
    65535,
  )({
    desc: 'Port to listen on; 0 takes any free one.',
    default: 3000,
    example: '8080',
  }),
  WORKERS: processCount(256)({
    desc: 'Processes of this server on this machine, on the one port; auto: one for each core. More than one needs DATABASE_URL. npm run dev and commands run one.',
    default: 1,
    example: 'auto',
  }),
  PUBLIC_URL: baseUrl({
    desc: 'Base of the links in mails. The default is made of HOST and PORT; behind a proxy, set it.',
    default: 'http://127.0.0.1:3000',
    example: 'https://api.example.com',
  }),
  TRUST_PROXY: trustedProxies<false | readonly string[]>({
    desc: 'Addresses or networks (comma list) of proxies whose forwarding headers count; false: none.',
    default: false,
    example: '10.0.0.0/8,127.0.0.1',
  }),
  CORS_ORIGINS: originList({
    desc: 'Comma list of web origins that may call the API from a browser. Unset: none. "*" is refused.',
    default: Object.freeze([]),
    example: 'https://app.example.com,https://admin.example.com',
  }),
  CORRELATION_ID_HEADER: headerName({
    desc: 'Header that carries the correlation id, in and out.',
    default: 'X-Correlation-ID',
    example: 'X-Request-ID',
  }),
  COMPRESSION: flag({
    desc: 'Whether answers over 1 KiB are compressed when a client asks for it. Leave that to a proxy where there is one that keeps strong ETags.',
    default: false,
    example: 'true',
  }),
  DOCS_ENABLED: flag({
    desc: 'Whether /docs, /reference, /docs-json and /docs-yaml are served. The default in production is false.',
    default: !production,
    example: 'true',
  }),
  METRICS_ENABLED: flag({
    desc: 'Whether /metrics is served.',
    default: true,
    example: 'false',
  }),
  METRICS_TOKEN: secret({
    desc: 'Token that /metrics asks for, as "Authorization: Bearer ..."; at least 16 characters. In production nobody reads /metrics without it.',
    default: undefined,
    example: 'a-long-random-text-of-your-own',
  }),
  METRICS_PORT: wholeNumber(
    0,
    65535,
  )({
    desc: 'A port of its own for /metrics, without a token: keep it inside of your network.',
    default: undefined,
    example: '9464',
  }),
  LOG_LEVEL: oneOf(
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  )({
    desc: 'Least severe level that is logged: fatal, error, warn, info, debug, trace or silent.',
    default: 'info',
    example: 'debug',
  }),
  LOG_FORMAT: oneOf(
    'json',
    'pretty',
  )({
    desc: 'json (one object a line) or pretty. The default on a terminal outside production is pretty.',
    default: terminal && !production ? 'pretty' : 'json',
    example: 'pretty',
  }),
});
