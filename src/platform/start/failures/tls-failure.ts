import type { Failure } from './failure.js';

const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** The database and we do not agree on encryption, or on whom to trust. */
export function tlsFailure({
  root: { code = '', message, syscall, path },
  config,
}: Failure): string | undefined {
  if (/does not support SSL/i.test(message)) {
    return 'The database offers no TLS, and DATABASE_URL asks for it with sslmode. Switch TLS on there, or take sslmode out.';
  }
  if (/pg_hba\.conf.*(no encryption|SSL off)/is.test(message)) {
    return `The database takes no unencrypted connection from here (${code}). Add ?sslmode=require to DATABASE_URL, or change its pg_hba.conf.`;
  }
  if (UNTRUSTED.has(code)) {
    return `The certificate of the database is not trusted (${code}). Add sslrootcert=<file of its certificate authority> to DATABASE_URL, or sslmode=no-verify to trust any.`;
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return `The certificate of the database is not valid today (${code}). Renew it, and check the clocks of both machines.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of the database is for another host than the one in DATABASE_URL (${code}). Use the name that the certificate has.`;
  }
  if (syscall === 'open' && path && decodeURIComponent(config.DATABASE_URL ?? '').includes(path)) {
    return `The file ${path} that DATABASE_URL names cannot be read (${code}). Check sslrootcert, sslcert and sslkey.`;
  }
  if (code === 'EISDIR') {
    return `A file that DATABASE_URL names cannot be read: it is a directory (${code}). Check sslrootcert, sslcert and sslkey.`;
  }
  if (/^(ERR_SSL|ERR_OSSL|EPROTO)/.test(code)) {
    return `The database and this process do not understand each other's TLS (${code}). Check sslmode and the files in DATABASE_URL.`;
  }
  return undefined;
}
