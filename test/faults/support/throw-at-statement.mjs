import { channel } from 'node:diagnostics_channel';

/* Loaded into a server by a test: a mistake in the code, made in the middle of a request, that nothing catches. */
channel('strata:statement').subscribe(({ text }) => {
  if (text.includes('"items"')) {
    setTimeout(() => {
      throw new Error('a mistake');
    });
  }
});
