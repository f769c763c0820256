/** Shorter ones are refused for their length. */
const MIN_LENGTH = 8;

let common: ReadonlySet<string> | undefined;

/** Whether a password is a common one. @param plain in lower case */
export async function isCommonPassword(plain: string): Promise<boolean> {
  common ??= await readCommon();
  return common.has(plain);
}

/**
 * The passwords that guessers try first, from leaked lists; kept up to date by the zxcvbn-ts project. They are 20 MB of
 * memory, so they are loaded when somebody chooses a password, not before.
 */
async function readCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter(({ length }) => length >= MIN_LENGTH));
}
